import Synchronization

/// Notices when something that is waited for makes no progress.
final class StallWatch: Sendable {
    private struct State {
        var deadline: ContinuousClock.Instant?
        var isStalled = false
    }

    private let state = Mutex(State())
    private let limit: Duration

    init(limit: Duration) {
        self.limit = limit
    }

    /// Whether the limit was exceeded.
    var isStalled: Bool { state.withLock { $0.isStalled } }

    /// Something is waited for, or has just come: the time begins anew.
    func wait() {
        state.withLock { $0.deadline = .now + limit }
    }

    /// Nothing is waited for.
    func rest() {
        state.withLock { $0.deadline = nil }
    }

    /// Waits until the limit is exceeded, then calls `end`; returns without that when the task is cancelled.
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
