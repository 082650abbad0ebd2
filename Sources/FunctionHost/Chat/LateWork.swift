import Synchronization

/// Work that goes on after its request is answered, so that a server that shuts down can wait for it.
final class LateWork: Sendable {
    private struct State {
        var next = 0
        var tasks: [Int: Task<Void, Never>] = [:]
    }

    private let state = Mutex(State())

    /// Begins work.
    func begin(_ work: @escaping @Sendable () async -> Void) {
        state.withLock { state in
            let number = state.next
            state.next += 1
            state.tasks[number] = Task {
                await work()
                self.end(number)
            }
        }
    }

    private func end(_ number: Int) {
        state.withLock { $0.tasks[number] = nil }
    }

    /// Waits until all that was begun has ended, but no longer than that.
    func finish(within limit: Duration) async {
        let tasks = state.withLock { Array($0.tasks.values) }
        guard !tasks.isEmpty else { return }
        let (ends, continuation) = AsyncStream<Void>.makeStream()
        let all = Task {
            for task in tasks { await task.value }
            continuation.yield()
        }
        let timer = Task {
            try await Task.sleep(for: limit)
            continuation.yield()
        }
        defer {
            all.cancel()
            timer.cancel()
        }
        _ = await ends.first { _ in true }
    }
}
