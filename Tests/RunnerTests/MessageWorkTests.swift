import Events
import FoundationEssentials
import GitOps
import Logging
import NATS
import Synchronization
import TestSupport
import Testing

@testable import runner

@Suite(.timeLimit(.minutes(5))) struct MessageWorkTests {
    @Test(arguments: [
        (OutcomeKind.pushed, FakeMessage.Told.ack), (.unchanged, .ack), (.refused, .ack), (.invalid, .term),
    ])
    func outcomeSettles(kind: OutcomeKind, told: FakeMessage.Told) async {
        let message = FakeMessage()
        await work { _ in kind }.handle(message)
        #expect(message.told == [told])
    }

    @Test(arguments: [OutcomeKind.retry, .failed])
    func passingTroubleIsDelayed(kind: OutcomeKind) async throws {
        let message = FakeMessage(deliveries: 3)
        await work { _ in kind }.handle(message)
        guard case .nak(let delay) = try #require(message.told.first) else { return }
        #expect((.seconds(2)...(.seconds(4))).contains(delay))
        #expect(message.told.count == 1)
    }

    @Test func lastFailureIsADeadLetterAndTryingAgainNeverIs() async {
        let (early, last, retried) = (
            FakeMessage(deliveries: 9), FakeMessage(deliveries: 10), FakeMessage(deliveries: 99)
        )
        let (letters, results) = (FakeSink(), FakeSink())
        await work(letters: letters, results: results) { _ in .failed }.handle(early)
        #expect(letters.outcomes.isEmpty)
        #expect(results.outcomes.isEmpty)
        await work(letters: letters, results: results) { _ in .failed }.handle(last)
        #expect(letters.outcomes.map(\.outcome) == [.failed])
        #expect(results.outcomes.map(\.outcome) == [.failed])
        #expect(last.told == [.term])
        await work(letters: letters, results: results) { _ in .retry }.handle(retried)
        #expect(letters.outcomes.count == 1)
        #expect(retried.told.count == 1)
        #expect(retried.told != [.term])
    }

    @Test func messageIsNotEndedWithoutItsDeadLetter() async throws {
        let message = FakeMessage()
        await work(letters: FakeSink(isRefusing: true)) { _ in .invalid }.handle(message)
        guard case .nak = try #require(message.told.first) else {
            Issue.record("it was told \(message.told)")
            return
        }
        #expect(message.told.count == 1)
    }

    @Test func deadLetterIsReadAsItWasWritten() throws {
        let outcome = Outcome(.invalid, "no\nsuch field", handler: "fake")
        let letter = DeadLetter(
            FakeMessage(
                "bytes", sequence: 7, deliveries: 3,
                headers: ["Nats-Msg-Id": "x", "gitops-sequence": "9", "ce-id": "1", "Nats-Rollup": "all"]),
            outcome)
        #expect(letter.headers["nats-msg-id"] == nil)
        #expect(letter.headers["nats-rollup"] == nil)
        #expect(letter.headers["Gitops-Sequence"] == "7")
        #expect(letter.headers["Gitops-Error"] == "no such field")
        #expect(DeadLetter(headers: letter.headers, body: letter.body) == letter)
        let short = letter.leavingTheBodyInTheStream
        #expect(DeadLetter(headers: short.headers, body: []) == short)
        #expect(DeadLetter(headers: ["Gitops-Handler": "fake"], body: []) == nil)
    }

    @Test func delayGrowsUpToALimit() {
        let delays = RedeliveryDelay(first: .seconds(1), longest: .seconds(120))
        for (deliveries, most) in [(0, 1), (1, 1), (2, 2), (5, 16), (8, 120), (.max, 120)] as [(UInt64, Int)] {
            for _ in 0..<20 {
                #expect(
                    (Duration.seconds(most) / 2...Duration.seconds(most)).contains(delays.delay(after: deliveries)))
            }
        }
        #expect(Set((0..<20).map { _ in delays.delay(after: 4) }).count > 1)
    }

    @Test func outcomeIsToldBeforeTheMessageIsSettled() async {
        let message = FakeMessage()
        let seen = Mutex<[FakeMessage.Told]?>(nil)
        await work(report: { _ in seen.withLock { $0 = message.told } }) { _ in .pushed }.handle(message)
        #expect(seen.withLock { $0 } == [])
    }

    @Test func deliveryHasItsPlaceInTheStream() async {
        let message = FakeMessage("{}", sequence: 7)
        let seen = Mutex<Delivery?>(nil)
        await work { delivery in
            seen.withLock { $0 = delivery }
            return .pushed
        }.handle(message)
        let delivery = seen.withLock { $0 }
        #expect(delivery?.body == Array("{}".utf8))
        #expect(delivery?.subject == "gitops.events.image")
        #expect(delivery?.streamPosition == StreamPosition(stream: "GITOPS_EVENTS", sequence: 7))
        #expect(delivery?.streamTime == message.timestamp)
    }

    @Test func longWorkIsSignalled() async throws {
        let message = FakeMessage()
        let door = Door()
        let handling = Task {
            await work(ackWait: .milliseconds(60)) { _ in
                await door.pass()
                return .pushed
            }.handle(message)
        }
        try await waitUntil("three signals") { message.told.count >= 3 }
        #expect(Set(message.told.map { $0 == .inProgress }) == [true])
        door.open()
        await handling.value
        #expect(message.told.last == .ack)
    }

    @Test func cancelledWorkIsGivenBack() async throws {
        let message = FakeMessage()
        let door = Door()
        let handling = Task {
            await work { _ in
                await door.pass()
                return .pushed
            }.handle(message)
        }
        try await waitUntil("the event is worked on") { door.arrived == 1 }
        handling.cancel()
        await handling.value
        #expect(message.told == [.nak(.zero)])
        door.open()
    }

    private func work(
        ackWait: Duration = .seconds(30),
        report: @escaping @Sendable (Outcome) async -> Void = { _ in },
        letters: FakeSink = FakeSink(),
        results: FakeSink = FakeSink(),
        _ body: @escaping @Sendable (Delivery) async -> OutcomeKind
    ) -> MessageWork {
        MessageWork(
            handler: FakeHandler(body: body), ackWait: ackWait, report: report, results: results,
            deadLetters: letters, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }
}

extension MessageWork {
    /// Handles a message that comes alone.
    func handle(_ message: FakeMessage) async {
        let place = EventOrder().join([], sequence: message.sequence)
        await handle(message, Delivery(message, receivedAt: .now), place)
    }
}
