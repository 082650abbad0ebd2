import NATS
import Testing

@Suite(.timeLimit(.minutes(1))) struct DeliveryTests {
    @Test func unacknowledgedMessageComesAgain() async throws {
        // Half a second off the end of a fetch's request: nats-server 2.9 counts a redelivery as the first one if it
        // is due at the moment when the only request ends.
        try await withConsumer(ackWait: .milliseconds(1_500)) { connection, consumer in
            _ = try await connection.publishToStream([1], to: "events.a")
            #expect(try await consumer.next()?.deliveries == 1)
            let again = try #require(try await consumer.next())
            #expect(again.deliveries == 2)
            try await again.ack()
            #expect(try await consumer.next(wait: .milliseconds(2_000)) == nil)
        }
    }

    @Test func returnedMessageComesAgainAfterTheDelay() async throws {
        try await withConsumer { connection, consumer in
            _ = try await connection.publishToStream([1], to: "events.a")
            let start = ContinuousClock.now
            try await #require(try await consumer.next()).nak(delay: .seconds(1))
            #expect(try await consumer.next(wait: .milliseconds(500)) == nil)
            let again = try #require(try await consumer.next())
            #expect(again.deliveries == 2)
            #expect(ContinuousClock.now - start >= .milliseconds(900))
        }
    }

    @Test func inProgressHoldsRedeliveryOff() async throws {
        try await withConsumer(ackWait: .seconds(4)) { connection, consumer in
            _ = try await connection.publishToStream([1], to: "events.a")
            let message = try #require(try await consumer.next())
            for _ in 0..<12 {
                try await message.inProgress()
                #expect(try await consumer.next(wait: .milliseconds(500)) == nil)
            }
            try await message.ack()
            #expect(try await consumer.next(wait: .milliseconds(4_500)) == nil)
        }
    }

    @Test func terminatedMessageDoesNotComeAgain() async throws {
        try await withConsumer(ackWait: .seconds(1)) { connection, consumer in
            _ = try await connection.publishToStream([1], to: "events.a")
            try await #require(try await consumer.next()).term()
            #expect(try await consumer.next(wait: .milliseconds(2_000)) == nil)
        }
    }

    @Test func settlingTwiceIsAnError() async throws {
        try await withConsumer { connection, consumer in
            _ = try await connection.publishToStream([1], to: "events.a")
            let message = try #require(try await consumer.next())
            try await message.ack()
            let error = await #expect(throws: NATSError.self) { try await message.ack() }
            #expect(error?.description == "cannot acknowledge message 1 of EVENTS: it was acknowledged before")
            for settle in [message.term, message.inProgress, { try await message.nak(delay: .seconds(1)) }] {
                let error = await #expect(throws: NATSError.self) { try await settle() }
                #expect(error?.code == .alreadySettled)
            }
        }
    }

    @Test func acknowledgementsDoNotWaitForAFetch() async throws {
        try await withConsumer { connection, consumer in
            for number in 0..<40 { _ = try await connection.publishToStream([UInt8(number)], to: "events.a") }
            let messages = try await consumer.fetch(max: 100, wait: .seconds(5))
            #expect(messages.map { Int($0.payload[0]) } == Array(0..<40))
            let fetching = Task { try await consumer.fetch(max: 1, wait: .seconds(30)) }
            try await Task.sleep(for: .milliseconds(100))
            try await withThrowingTaskGroup { group in
                for message in messages { group.addTask { try await message.ack() } }
                try await group.waitForAll()
            }
            // The fetch is still there, and gets what comes next at once.
            let start = ContinuousClock.now
            _ = try await connection.publishToStream([99], to: "events.a")
            #expect(try await fetching.value.map(\.payload) == [[99]])
            #expect(ContinuousClock.now - start < .seconds(2))
        }
    }

    @Test func cancelledFetchEndsSoon() async throws {
        try await withConsumer { _, consumer in
            let fetching = Task { try await consumer.fetch(max: 1, wait: .seconds(30)) }
            try await Task.sleep(for: .milliseconds(100))
            let start = ContinuousClock.now
            fetching.cancel()
            await #expect(throws: CancellationError.self) { try await fetching.value }
            #expect(ContinuousClock.now - start < .seconds(3))
        }
    }

    @Test func deletedConsumerIsSaid() async throws {
        try await withConsumer { connection, consumer in
            let fetching = Task { try await consumer.fetch(max: 1, wait: .seconds(30)) }
            try await Task.sleep(for: .milliseconds(300))
            try await connection.publish([], to: "$JS.API.CONSUMER.DELETE.EVENTS.worker")
            let waiting = await #expect(throws: NATSError.self) { try await fetching.value }
            #expect(waiting?.code == .noConsumer)
            let later = await #expect(throws: NATSError.self) { try await consumer.next(wait: .seconds(5)) }
            #expect(later?.code == .noConsumer)
        }
    }

    @Test func fullConsumerStandsStill() async throws {
        try await withConnection { connection, _ in
            let consumer = try await makeConsumer(connection, maxAckPending: 1)
            for _ in 0..<3 { _ = try await connection.publishToStream([1], to: "events.a") }
            let held = try #require(try await consumer.fetch(max: 10, wait: .seconds(5)).first)
            #expect(try await consumer.fetch(max: 10, wait: .milliseconds(1_200)).isEmpty)
            try await held.ack()
            #expect(try await consumer.next()?.sequence == 2)
        }
    }

    @Test func replicasShareADurable() async throws {
        try await withConnection { connection, server in
            let first = try await makeConsumer(connection)
            let other = try await connect(to: server)
            let second = try await other.pullConsumer(stream: "EVENTS", durable: "worker")
            async let ofFirst = drain(first)
            async let ofSecond = drain(second)
            for number in 0..<50 { _ = try await connection.publishToStream([UInt8(number)], to: "events.a") }
            let all = try await (ofFirst, ofSecond)
            #expect(!all.0.isEmpty)
            #expect(!all.1.isEmpty)
            #expect((all.0 + all.1).sorted() == Array(0..<50))
            await other.close()
        }
    }

    /// Acknowledges messages one by one until none comes for a while.
    private func drain(_ consumer: PullConsumer) async throws -> [UInt8] {
        var numbers: [UInt8] = []
        while let message = try await consumer.next(wait: .seconds(2)) {
            try await message.ack()
            numbers += message.payload
        }
        return numbers
    }
}
