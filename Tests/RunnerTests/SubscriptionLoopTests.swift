import GitOps
import Logging
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

@testable import NATS
@testable import runner

@Suite(.timeLimit(.minutes(5))) struct SubscriptionLoopTests {
    @Test func neverMoreThanTheLimitIsWorkedOn() async throws {
        let source = FakeSource(count: 30)
        let door = Door()
        let running = Task { try await loop(source, limit: 8, door).run() }
        try await waitUntil("eight events are worked on") { door.arrived == 8 }
        #expect(source.messages.count == 8)
        door.open()
        try await waitUntil("all are acknowledged") { source.messages.count { $0.told == [.ack] } == 30 }
        #expect(source.largestRequest <= 8)
        running.cancel()
        _ = await running.result
    }

    @Test func shutdownFinishesWhatIsUnderWay() async throws {
        let source = FakeSource(count: 3)
        let door = Door()
        let group = ServiceGroup(
            services: [LoopService(loop: loop(source, limit: 8, door))], logger: Logger(label: "test"))
        let running = Task { try await group.run() }
        try await waitUntil("three events are worked on") { door.arrived == 3 }
        await group.triggerGracefulShutdown()
        #expect(source.messages.allSatisfy { $0.told.isEmpty })
        door.open()
        try await running.value
        #expect(source.messages.allSatisfy { $0.told == [.ack] })
    }

    @Test func whatComesDuringTheShutdownIsGivenBack() async throws {
        let source = FakeSource(count: 2, givesOnCancellationOnly: true)
        let group = ServiceGroup(
            services: [LoopService(loop: loop(source, limit: 8, Door()))], logger: Logger(label: "test"))
        let running = Task { try await group.run() }
        try await waitUntil("a fetch waits") { source.largestRequest > 0 }
        await group.triggerGracefulShutdown()
        try await running.value
        #expect(source.messages.map(\.told) == [[.nak(.zero)], [.nak(.zero)]])
    }

    /// However often it is tried, people are told once that it does not work, and once that it does.
    @Test func troubleIsSaidOnceAndSoIsItsEnd() async throws {
        let log = LogRecorder()
        let door = Door()
        door.open()
        let source = FakeSource(count: 2, failures: 3)
        var loop = loop(source, limit: 8, door, logger: log.logger)
        (loop.wait, loop.pause) = (.milliseconds(5), .milliseconds(5))
        let running = Task { [loop] in try await loop.run() }
        try await waitUntil("both are acknowledged") { source.messages.count { $0.told == [.ack] } == 2 }
        running.cancel()
        _ = await running.result
        let said = log.lines.filter { $0.level >= .notice }.map(\.message)
        #expect(said == ["events cannot be fetched", "events are fetched again"])
    }

    private func loop(
        _ source: FakeSource, limit: Int, _ door: Door,
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    ) -> SubscriptionLoop {
        let handler = FakeHandler { _ in
            await door.pass()
            return .pushed
        }
        let work = MessageWork(
            handler: handler, ackWait: .seconds(30), report: { _ in }, results: FakeSink(), deadLetters: FakeSink(),
            logger: logger)
        return SubscriptionLoop(source: source, work: work, limit: limit, logger: logger)
    }

    private struct LoopService: Service {
        let loop: SubscriptionLoop

        func run() async throws { try await loop.run() }
    }
}

/// Gives out a number of messages, and then none for ever.
final class FakeSource: MessageSource {
    private struct State {
        var messages: [FakeMessage] = []
        var largestRequest = 0
        var failures: Int
    }

    private let count: Int
    private let givesOnCancellationOnly: Bool
    private let state: Mutex<State>

    /// - Parameter failures: how often it fails before.
    init(count: Int, givesOnCancellationOnly: Bool = false, failures: Int = 0) {
        state = Mutex(State(failures: failures))
        self.count = count
        self.givesOnCancellationOnly = givesOnCancellationOnly
    }

    /// Those that it has given out.
    var messages: [FakeMessage] { state.withLock { $0.messages } }

    /// The most that it was asked for at once.
    var largestRequest: Int { state.withLock { $0.largestRequest } }

    func fetch(max: Int, wait: Duration) async throws -> [any BusMessage] {
        state.withLock { $0.largestRequest = Swift.max($0.largestRequest, max) }
        let fails = state.withLock { state in
            state.failures -= 1
            return state.failures >= 0
        }
        if fails { throw NATSError(.unreachable, "fetch", "JetStream does not answer") }
        if givesOnCancellationOnly { try? await Task.sleep(for: wait) }
        let new = state.withLock { state in
            let first = state.messages.count
            let new = (first..<Swift.max(first, min(first + max, count))).map { FakeMessage(sequence: UInt64($0 + 1)) }
            state.messages += new
            return new
        }
        if new.isEmpty { try await Task.sleep(for: wait) }
        return new
    }
}
