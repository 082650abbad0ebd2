import UnixSignals

/// Work without an end of its own.
enum EndlessWork {
    /// Runs it until SIGINT or SIGTERM, which is its good end. They are taken, since the kernel does not end the first
    /// process of a container by a signal that it does not take.
    static func run(_ body: @escaping @Sendable () async throws -> Void) async throws {
        try await withThrowingTaskGroup { group in
            group.addTask { try await body() }
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { break }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
