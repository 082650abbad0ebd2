import Synchronization

/// Notices when something that is waited for makes no progress, or takes too long as a whole.
final class StallWatch: Sendable {
    private struct State {
        var deadline: ContinuousClock.Instant?
        /// When the whole of it has to be over.
        var end: ContinuousClock.Instant
        var isStalled = false
    }

    private let state: Mutex<State>
    private let limit: Duration
    private let total: Duration

    /// - Parameters:
    ///   - limit: the longest time without progress.
    ///   - total: the longest time from one beginning to the next.
    init(limit: Duration, total: Duration) {
        self.limit = limit
        self.total = total
        state = Mutex(State(end: .now + total))
    }

    /// Whether a limit was exceeded.
    var isStalled: Bool { state.withLock { $0.isStalled } }

    /// Something new is waited for.
    func begin() {
        state.withLock { $0.end = .now + total }
        wait()
    }

    /// Something is waited for, or has just come: the time without progress begins anew.
    func wait() {
        state.withLock { $0.deadline = min(.now + limit, $0.end) }
    }

    /// Nothing is waited for.
    func rest() {
        state.withLock { $0.deadline = nil }
    }

    /// Waits until a limit is exceeded, then calls `end`; returns without that when the task is cancelled.
    func watch(_ end: () -> Void) async {
        while !Task.isCancelled {
            let isOver = state.withLock { state in
                guard let deadline = state.deadline, deadline <= .now else { return false }
                state.isStalled = true
                return true
            }
            if isOver { return end() }
            try? await Task.sleep(for: min(limit / 4, .seconds(1)))
        }
    }
}
