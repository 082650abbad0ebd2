import NATS
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ReconnectTests {
    @Test(arguments: [StopManner.killed, .asked])
    func restartedServerHasItsMessages(manner: StopManner) async throws {
        try await withNATSServer { server in
            let log = LogRecorder()
            let before = try await Before(server, log)
            await server.stop(manner)
            // The server stopped while this fetch waited, which is no error to it.
            #expect(try await before.waiting.value.isEmpty)
            try await waitUntil("the connection is lost") {
                !before.connection.isConnected && log.count("NATS connection lost, reconnecting") > 0
            }

            let fetching = Task { try await before.consumer.next() }
            try await server.start()
            try await waitUntil("the connection is back") {
                before.connection.isConnected && log.count("NATS connection is back") > 0
            }
            // What was delivered before the stop can be acknowledged after it; what comes now comes as before.
            #expect(try await before.connection.publishToStream([2], to: "events.a").sequence == 2)
            var message = try #require(try await fetching.value)
            // A server that was killed may have forgotten that it has delivered the first one.
            if manner == .killed, message.payload == [1] {
                try await message.ack()
                message = try #require(try await before.consumer.next())
            } else {
                try await before.held.ack()
            }
            #expect(message.payload == [2])
            try await message.ack()
            #expect(try await before.connection.isSettled(before.consumer))
            #expect(try await before.consumer.next(wait: .milliseconds(500)) == nil)
            #expect(log.count("NATS connection lost, reconnecting") == 1)
            #expect(log.count("NATS connection is back") == 1)
            await before.connection.close()
            #expect(log.count("NATS connection closed by the library") == 0)
        }
    }

    /// A client with a message in hand and a fetch that waits.
    private struct Before: Sendable {
        let connection: NATSConnection
        let consumer: PullConsumer
        let held: NATSMessage
        let waiting: Task<[NATSMessage], any Error>

        init(_ server: NATSServer, _ log: LogRecorder) async throws {
            connection = try await connect(to: server, logger: log.logger)
            let consumer = try await makeConsumer(connection)
            _ = try await connection.publishToStream([1], to: "events.a")
            held = try #require(try await consumer.next())
            waiting = try await connection.startFetch(from: consumer, wait: .seconds(3))
            self.consumer = consumer
        }
    }

    /// That JetStream is off is not taken for the loss of a consumer, which is there still.
    @Test func serverWithoutJetStreamIsSaid() async throws {
        try await withNATSServer { server in
            let connection = try await connect(to: server)
            let consumer = try await makeConsumer(connection)
            _ = try await connection.publishToStream([1], to: "events.a")
            await server.stop()
            try await server.start(jetStream: false)
            try await waitUntil("it is connected again") { connection.isConnected }
            let error = await #expect(throws: NATSError.self) { try await consumer.next(wait: .milliseconds(500)) }
            #expect(error?.code == .unreachable, "\(error?.description ?? "")")
            #expect(error?.reason.hasPrefix("JetStream does not answer") == true, "\(error?.description ?? "")")
            // A fetch that waits meanwhile is none the worse for it.
            let fetching = Task { try await consumer.next(wait: .seconds(30)) }
            try await server.restart()
            #expect(try await fetching.value?.payload == [1])
            await connection.close()
        }
    }

    @Test func deletedStreamIsSaid() async throws {
        try await withConsumer { connection, consumer in
            try await connection.publish([], to: "$JS.API.STREAM.DELETE.EVENTS")
            let error = await #expect(throws: NATSError.self) { try await consumer.next(wait: .seconds(5)) }
            #expect(error?.code == .noConsumer, "\(error?.description ?? "")")
        }
    }

    @Test func publishingWhileTheServerIsAwayTimesOut() async throws {
        let connection = try await withNATSServer { server in
            let connection = try await connect(to: server)
            _ = try await makeConsumer(connection)
            return connection
        }
        let error = await #expect(throws: NATSError.self) {
            try await connection.publishToStream([1], to: "events.a", timeout: .milliseconds(500))
        }
        #expect(error.map { [.timeout, .unreachable].contains($0.code) } == true)
        await connection.close(flushingFor: .milliseconds(100))
    }
}
