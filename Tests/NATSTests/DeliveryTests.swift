import NATS
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct DeliveryTests {
    @Test func unacknowledgedMessageComesAgain() async throws {
        // Half a second off the end of a fetch's request: nats-server 2.9 counts a redelivery as the first one if it
        // is due at the moment when the only request ends. On a slow machine it may be, and then the next one counts.
        try await withConsumer(ackWait: .milliseconds(1_500)) { connection, consumer in
            _ = try await connection.publishToStream([1], to: "events.a")
            #expect(try await consumer.next()?.deliveries == 1)
            var again = try #require(try await consumer.next())
            while again.deliveries == 1 { again = try #require(try await consumer.next()) }
            #expect(again.sequence == 1)
            try await again.ack()
            #expect(try await connection.isSettled(consumer))
            #expect(try await consumer.next(wait: .milliseconds(2_000)) == nil)
        }
    }

    @Test func returnedMessageComesAgainAfterTheDelay() async throws {
        try await withConsumer { connection, consumer in
            _ = try await connection.publishToStream([1], to: "events.a")
            let message = try #require(try await consumer.next())
            let start = ContinuousClock.now
            try await message.nak(delay: .seconds(1))
            let again = try #require(try await consumer.next())
            #expect(again.deliveries == 2)
            #expect(ContinuousClock.now - start >= .milliseconds(900))
        }
    }

    @Test func inProgressHoldsRedeliveryOff() async throws {
        let ackWait = Duration.seconds(4)
        try await withConsumer(ackWait: ackWait) { connection, consumer in
            var isConclusive = false
            while !isConclusive {
                var (last, longest) = (ContinuousClock.now, Duration.zero)
                _ = try await connection.publishToStream([1], to: "events.a")
                let message = try #require(try await consumer.next())
                var again: NATSMessage?
                for _ in 0..<12 where again == nil {
                    let start = ContinuousClock.now
                    try await message.inProgress()
                    try await connection.flush()
                    again = try await consumer.next(wait: .milliseconds(500))
                    longest = max(longest, .now - last)
                    last = start
                }
                // Where this process or the server stood still for as long as the server waits, nothing is shown.
                isConclusive = again == nil || longest < ackWait - .seconds(1)
                #expect(again == nil || !isConclusive)
                try await message.ack()
                #expect(try await connection.isSettled(consumer))
            }
            #expect(try await consumer.next(wait: .milliseconds(500)) == nil)
        }
    }

    @Test func terminatedMessageDoesNotComeAgain() async throws {
        try await withConsumer { connection, consumer in
            _ = try await connection.publishToStream([1], to: "events.a")
            try await #require(try await consumer.next()).term()
            try await waitUntil("the server has heard it") { try await connection.isSettled(consumer) }
            #expect(try await consumer.next(wait: .milliseconds(500)) == nil)
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
            var messages: [NATSMessage] = []
            while messages.count < 40 { messages += try await consumer.fetch(max: 100, wait: .seconds(300)) }
            #expect(messages.map { Int($0.payload[0]) } == Array(0..<40))
            // A fetch for longer than the test may take.
            let fetching = try await connection.startFetch(from: consumer)
            try await withThrowingTaskGroup { [messages] group in
                for message in messages { group.addTask { try await message.ack() } }
                try await group.waitForAll()
            }
            // The fetch is still there, and gets what comes next.
            _ = try await connection.publishToStream([99], to: "events.a")
            #expect(try await fetching.value.map(\.payload) == [[99]])
        }
    }

    @Test func cancelledFetchEnds() async throws {
        try await withConsumer { connection, consumer in
            let fetching = try await connection.startFetch(from: consumer)
            fetching.cancel()
            await #expect(throws: CancellationError.self) { try await fetching.value }
        }
    }

    @Test func deletedConsumerIsSaid() async throws {
        try await withConsumer { connection, consumer in
            // Where the server says nothing, the end of the fetch does.
            let fetching = try await connection.startFetch(from: consumer, wait: .seconds(30))
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
            let held = try #require(try await consumer.fetch(max: 10, wait: .seconds(300)).first)
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
            // Each asks for one message before there is any, so that each gets one.
            async let firstOfFirst = first.next()
            async let firstOfSecond = second.next()
            for number in 0..<50 { _ = try await connection.publishToStream([UInt8(number)], to: "events.a") }
            let firsts = try await [firstOfFirst, firstOfSecond].compactMap { $0 }
            #expect(firsts.count == 2)
            for message in firsts { try await message.ack() }
            let left = Countdown(from: 48)
            async let ofFirst = drain(first, left)
            async let ofSecond = drain(second, left)
            let all = try await firsts.flatMap(\.payload) + ofFirst + ofSecond
            #expect(all.sorted() == Array(0..<50))
            #expect(try await connection.isSettled(first))
            await other.close()
        }
    }

    /// Acknowledges messages one by one until as many have come to all who do so.
    private func drain(_ consumer: PullConsumer, _ left: Countdown) async throws -> [UInt8] {
        var numbers: [UInt8] = []
        while left.isGoing {
            guard let message = try await consumer.next(wait: .milliseconds(200)) else { continue }
            left.tick()
            try await message.ack()
            numbers += message.payload
        }
        return numbers
    }

    /// How many messages are still to come to any of several tasks.
    private final class Countdown: Sendable {
        private let left: Atomic<Int>

        var isGoing: Bool { left.load(ordering: .relaxed) > 0 }

        init(from count: Int) { left = Atomic(count) }

        func tick() { left.subtract(1, ordering: .relaxed) }
    }
}
