import Synchronization

/// Counts the events that are worked on, so that there are never too many. One task takes slots, many give them back.
final class Slots: Sendable {
    private struct State {
        var free: Int
        var waiter: CheckedContinuation<Int, Never>?
    }

    private let state: Mutex<State>

    /// - Parameter count: how many events may be worked on at the same time.
    init(_ count: Int) {
        state = Mutex(State(free: count))
    }

    /// Waits until a slot is free.
    ///
    /// - Returns: how many are.
    func waitForFree() async -> Int {
        await withCheckedContinuation { continuation in
            let free = state.withLock { state in
                if state.free == 0 { state.waiter = continuation }
                return state.free
            }
            if free > 0 { continuation.resume(returning: free) }
        }
    }

    /// Takes a slot that is free.
    func take() {
        state.withLock { $0.free -= 1 }
    }

    /// Gives a slot back.
    func giveBack() {
        let (waiter, free) = state.withLock { state in
            state.free += 1
            defer { state.waiter = nil }
            return (state.waiter, state.free)
        }
        waiter?.resume(returning: free)
    }
}
