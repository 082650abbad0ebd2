/// Runs `body` and cancels it when `limit` has passed.
///
/// - Throws: ``TestSupportError`` that names `what` if the time ran out, else what `body` throws.
public func withTimeout<Value: Sendable>(
    _ limit: Duration, for what: String, _ body: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await Task.sleep(for: limit)
            throw TestSupportError("\(what) took longer than \(limit)")
        }
        defer { group.cancelAll() }
        guard let value = try await group.next() else { throw CancellationError() }
        return value
    }
}

/// Asks `condition` every two milliseconds until it holds.
///
/// The limit ends a test that would never end. It is far longer than what is waited for takes on a machine that is slow
/// and busy with other things, so that no test fails by it alone.
///
/// - Throws: ``TestSupportError`` that names `what` if it does not hold within `limit`, else what `condition` throws.
public func waitUntil(
    _ what: String, within limit: Duration = .seconds(60), _ condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < end else { throw TestSupportError("\(what): not so within \(limit)") }
        try await Task.sleep(for: .milliseconds(2))
    }
}
