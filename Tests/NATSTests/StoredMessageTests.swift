import FoundationEssentials
import NATS
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct StoredMessageTests {
    @Test(arguments: NATSServer.Program.here) func messagesAreReadAndRemoved(program: NATSServer.Program) async throws {
        try await withNATSServer(program) { server in
            let connection = try await connect(to: server)
            _ = try await makeConsumer(connection)
            #expect(try await connection.streamState("NOBODY") == nil)
            for number in 1...3 {
                _ = try await connection.publishToStream([UInt8(number)], to: "events.a", headers: ["n": "\(number)"])
            }
            let message = try #require(try await connection.storedMessage(2, in: "EVENTS"))
            #expect((message.subject, message.payload, message.sequence) == ("events.a", [2], 2))
            #expect(message.headers == ["n": "2"])
            #expect(abs(message.timestamp.timeIntervalSinceNow) < 3_600)
            #expect(try await connection.deleteMessage(2, from: "EVENTS"))
            #expect(try await !connection.deleteMessage(2, from: "EVENTS"))
            #expect(try await connection.storedMessage(2, in: "EVENTS") == nil)
            #expect(try await connection.storedMessage(9, in: "EVENTS") == nil)
            let state = try #require(try await connection.streamState("EVENTS"))
            #expect((state.messages, state.firstSequence, state.lastSequence) == (2, 1, 3))
            await connection.close()
        }
    }

    @Test(arguments: NATSServer.Program.here) func consumerStartsWhereItIsTold(program: NATSServer.Program) async throws
    {
        try await withNATSServer(program) { server in
            let connection = try await connect(to: server)
            _ = try await makeConsumer(connection)
            for number in 1...2 { _ = try await connection.publishToStream([UInt8(number)], to: "events.a") }
            // In the first tenth of a second, of which the library does not write the fraction well.
            let now = Date.now.timeIntervalSince1970
            try await Task.sleep(for: .seconds((now + 0.01).rounded(.up) + 0.02 - now))
            let moment = Date.now
            try await Task.sleep(for: .milliseconds(20))
            _ = try await connection.publishToStream([3], to: "events.a")
            let starts: [(ConsumerConfiguration.Start, [[UInt8]])] = [
                (.sequence(2), [[2], [3]]), (.time(moment), [[3]]),
                (.time(Date(timeIntervalSince1970: -1)), [[1], [2], [3]]),
                (.time(Date(timeIntervalSince1970: 1e11)), []),
            ]
            for (start, expected) in starts {
                var wanted = ConsumerConfiguration(stream: "EVENTS", durable: "reader")
                wanted.start = start
                wanted.inactivityLimit = .seconds(3_600)
                let found = try await connection.ensureConsumer(wanted)
                if case .sequence = start { #expect(found == wanted) }
                #expect(found.inactivityLimit == .seconds(3_600))
                let reader = try await connection.pullConsumer(stream: "EVENTS", durable: "reader")
                var payloads: [[UInt8]] = []
                while payloads.count < expected.count {
                    payloads += try await reader.fetch(max: 10, wait: .seconds(5)).map(\.payload)
                }
                #expect(payloads == expected)
                try await connection.deleteConsumer("reader", of: "EVENTS")
                #expect(try await connection.consumer("reader", of: "EVENTS") == nil)
                try await connection.deleteConsumer("reader", of: "EVENTS")
            }
            await connection.close()
        }
    }

    @Test func listenerHearsWhatPassesBy() async throws {
        try await withConnection { connection, _ in
            let subscription = try await connection.subscribe(to: "a.>")
            try await connection.publish([1], to: "a.b", headers: ["x": "y"])
            try await connection.publish([2], to: "b.c")
            try await connection.publish([3], to: "a.c")
            let first = try await subscription.next()
            #expect((first.subject, first.payload, first.headers) == ("a.b", [1], ["x": "y"]))
            #expect(try await subscription.next().payload == [3])
            let waiting = Task { try await subscription.next() }
            waiting.cancel()
            await #expect(throws: CancellationError.self) { try await waiting.value }
        }
    }
}
