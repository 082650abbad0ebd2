import NATS
import Testing

@Suite(.timeLimit(.minutes(10))) struct ConfigurationTests {
    @Test func streamIsCreatedOnceAndReadBack() async throws {
        try await withConnection { connection, _ in
            var wanted = StreamConfiguration(name: "EVENTS", subjects: ["events.>", "more"])
            wanted.retention = .workQueue
            wanted.storage = .memory
            wanted.discard = .new
            wanted.maxMessages = 1_000
            wanted.maxMessagesPerSubject = 100
            wanted.maxBytes = 1 << 20
            wanted.maxAge = .seconds(3_600)
            wanted.maxMessageSize = 4_096
            wanted.duplicateWindow = .seconds(60)
            let created = try await connection.ensureStream(wanted)
            #expect(created == wanted)
            let again = try await connection.ensureStream(wanted)
            #expect(again == wanted)
            // What is there is left alone, and said.
            let other = StreamConfiguration(name: "EVENTS", subjects: ["events.>"])
            let found = try await connection.ensureStream(other)
            #expect(found == wanted)
        }
    }

    @Test func streamHasTheServersDefaults() async throws {
        try await withConnection { connection, _ in
            var expected = StreamConfiguration(name: "EVENTS", subjects: ["events.>"])
            let created = try await connection.ensureStream(expected)
            expected.duplicateWindow = .seconds(120)
            #expect(created == expected)
        }
    }

    @Test func consumerIsCreatedOnceAndReadBack() async throws {
        try await withConnection { connection, _ in
            _ = try await connection.ensureStream(StreamConfiguration(name: "EVENTS", subjects: ["events.>"]))
            let wanted = ConsumerConfiguration(
                stream: "EVENTS", durable: "worker", filterSubject: "events.image", ackWait: .seconds(7), maxDeliver: 5,
                maxAckPending: 64)
            let created = try await connection.ensureConsumer(wanted)
            #expect(created == wanted)
            let again = try await connection.ensureConsumer(wanted)
            #expect(again == wanted)
            var other = wanted
            other.ackWait = .seconds(1)
            other.filterSubject = nil
            let found = try await connection.ensureConsumer(other)
            #expect(found == wanted)
        }
    }

    @Test func consumerHandsOutItsSubjectsOnly() async throws {
        try await withConnection { connection, _ in
            _ = try await connection.ensureStream(StreamConfiguration(name: "EVENTS", subjects: ["events.>"]))
            _ = try await connection.ensureConsumer(
                ConsumerConfiguration(stream: "EVENTS", durable: "images", filterSubject: "events.image"))
            let consumer = try await connection.pullConsumer(stream: "EVENTS", durable: "images")
            _ = try await connection.publishToStream([1], to: "events.alert")
            _ = try await connection.publishToStream([2], to: "events.image")
            #expect(try await consumer.fetch(max: 10, wait: .seconds(300)).map(\.payload) == [[2]])
        }
    }

    @Test func whatIsMissingOrRefusedIsSaid() async throws {
        try await withConnection { connection, _ in
            let consumer = ConsumerConfiguration(stream: "EVENTS", durable: "worker")
            await expect(.noStream) { try await connection.ensureConsumer(consumer) }
            await expect(.noStream) { try await connection.pullConsumer(stream: "EVENTS", durable: "worker") }
            _ = try await connection.ensureStream(StreamConfiguration(name: "EVENTS", subjects: ["events.>"]))
            await expect(.noConsumer) { try await connection.pullConsumer(stream: "EVENTS", durable: "worker") }
            let overlapping = StreamConfiguration(name: "OTHER", subjects: ["events.image"])
            await expect(.refused) { try await connection.ensureStream(overlapping) }
            let unnameable = StreamConfiguration(name: "A.B", subjects: ["a"])
            await expect(.invalidArgument) { try await connection.ensureStream(unnameable) }
        }
    }

    private func expect<Result: Sendable>(
        _ code: NATSError.Code, _ body: @Sendable () async throws -> Result,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        let error = await #expect(throws: NATSError.self, sourceLocation: sourceLocation) { _ = try await body() }
        #expect(error?.code == code, sourceLocation: sourceLocation)
    }
}
