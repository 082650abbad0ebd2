import FoundationEssentials
import NATS
import Testing

@Suite(.timeLimit(.minutes(10))) struct PublishTests {
    @Test func headersAndBytesArriveAsTheyWere() async throws {
        try await withConsumer { connection, consumer in
            let payload: [UInt8] = [0, 1, 0xFF, 0x0D, 0x0A, 0]
            var headers: NATSHeaders = ["ce-type": "dev.cdevents", "Content-Type": "application/json"]
            headers.fields.append(NATSHeaders.Field(name: "ce-type", value: "é: second"))
            let stored = try await connection.publishToStream(payload, to: "events.image", headers: headers, id: "4711")
            #expect(stored == StreamAcknowledgement(stream: "EVENTS", sequence: 1))

            let message = try #require(try await consumer.next())
            #expect(message.subject == "events.image")
            #expect(message.payload == payload)
            #expect(message.headers["CE-Type"] == "dev.cdevents")
            #expect(message.headers["nats-msg-id"] == "4711")
            #expect(
                message.headers.fields.map { "\($0.name)=\($0.value)" } == [
                    "Content-Type=application/json", "Nats-Msg-Id=4711", "ce-type=dev.cdevents", "ce-type=é: second",
                ])
            #expect((message.stream, message.sequence, message.deliveries) == ("EVENTS", 1, 1))
            #expect(abs(message.timestamp.timeIntervalSinceNow) < 3_600)
            try await message.ack()
        }
    }

    @Test func emptyMessageWithoutHeadersArrives() async throws {
        try await withConsumer { connection, consumer in
            try await connection.publish([], to: "events.tick")
            try await connection.flush()
            let message = try #require(try await consumer.next())
            #expect(message.payload.isEmpty)
            #expect(message.headers == [:])
        }
    }

    @Test func sameIdIsStoredOnce() async throws {
        try await withConsumer { connection, consumer in
            let first = try await connection.publishToStream([1], to: "events.a", id: "x")
            let second = try await connection.publishToStream([2], to: "events.a", id: "x")
            #expect(!first.isDuplicate)
            #expect(second.isDuplicate)
            #expect(second.sequence == first.sequence)
            #expect(try await consumer.fetch(max: 10, wait: .seconds(300)).map(\.payload) == [[1]])
        }
    }

    @Test func subjectWithoutStreamIsSaid() async throws {
        try await withConsumer { connection, _ in
            let error = await #expect(throws: NATSError.self) {
                try await connection.publishToStream([], to: "elsewhere")
            }
            #expect(error?.code == .noStream)
        }
    }

    @Test(arguments: ["", "a..b", ".a", "a b", "a\r\nPUB b 0\r\n", "a.*", "a.>", "a\0b"])
    func badSubjectsAreRefused(subject: String) async throws {
        try await Self.shared { connection in
            let error = await #expect(throws: NATSError.self) { try await connection.publish([], to: subject) }
            #expect(error?.code == .invalidArgument)
        }
    }

    @Test(arguments: [["a:b": "c"], ["": "c"], ["é": "c"], ["a": "b\r\nc: d"], ["a": "b\0"]] as [NATSHeaders])
    func badHeadersAreRefused(headers: NATSHeaders) async throws {
        try await Self.shared { connection in
            let error = await #expect(throws: NATSError.self) {
                try await connection.publish([], to: "a", headers: headers)
            }
            #expect(error?.code == .invalidArgument)
        }
    }

    @Test func messageOverTheServersLimitIsRefused() async throws {
        try await withConsumer { connection, _ in
            let error = await #expect(throws: NATSError.self) {
                try await connection.publishToStream(Array(repeating: 0, count: 2_000_000), to: "events.a")
            }
            #expect(error?.code == .invalidArgument)
        }
    }

    private static func shared(_ body: @Sendable (NATSConnection) async throws -> Void) async throws {
        try await withConnection { connection, _ in try await body(connection) }
    }
}
