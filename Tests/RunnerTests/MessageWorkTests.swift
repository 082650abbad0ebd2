import Events
import GitOps
import Logging
import Synchronization
import TestSupport
import Testing

@testable import runner

@Suite(.timeLimit(.minutes(1))) struct MessageWorkTests {
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
        _ body: @escaping @Sendable (Delivery) async -> OutcomeKind
    ) -> MessageWork {
        MessageWork(
            handler: FakeHandler(body: body), ackWait: ackWait, report: report,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }
}
