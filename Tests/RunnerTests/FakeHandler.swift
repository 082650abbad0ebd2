import Events
import FunctionHost
import GitOps
import Synchronization

@testable import runner

/// Gives every event the outcome that a closure chooses.
struct FakeHandler: EventHandling {
    let body: @Sendable (Delivery) async -> OutcomeKind

    func handle(_ delivery: Delivery) async -> Outcome {
        Outcome(await body(delivery), "as the test wants it", handler: "fake")
    }

    func preview(_ delivery: Delivery) async -> Preview { fatalError("no test asks for it") }

    /// What stands before the first colon.
    func lanes(of delivery: Delivery) -> [String] {
        let text = String(decoding: delivery.body, as: UTF8.self)
        return text.firstIndex(of: ":").map { [String(text[..<$0])] } ?? []
    }
}

/// A door that is closed at first. Those who pass it are counted.
final class Door: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
        var arrived = 0
    }

    private let state = Mutex(State())

    /// How many came to the door so far.
    var arrived: Int { state.withLock { $0.arrived } }

    /// Waits until the door is open.
    func pass() async {
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                state.arrived += 1
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    /// Opens it for good.
    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

/// Keeps what it is told, or refuses everything.
final class FakeSink: ResultSink, DeadLetterSink {
    private struct Refusal: Error {}

    private let isRefusing: Bool
    private let kept = Mutex<[Outcome]>([])

    init(isRefusing: Bool = false) {
        self.isRefusing = isRefusing
    }

    var outcomes: [Outcome] { kept.withLock { $0 } }

    func tell(_ outcome: Outcome, of message: any BusMessage) { kept.withLock { $0.append(outcome) } }

    func store(_ message: any BusMessage, _ outcome: Outcome) throws {
        if isRefusing { throw Refusal() }
        kept.withLock { $0.append(outcome) }
    }
}
