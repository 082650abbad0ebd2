import ServiceLifecycle

/// Keeps a server going for a while after it was asked to shut down: whoever routes requests to it learns of that from
/// the readiness probe, or later, and sends some until then.
///
/// A service group shuts its services down from the last to the first and waits for each. So this is the last one, and
/// the server hears of the shutdown when this ends.
struct Draining: Service {
    let time: Duration
    let readiness: Readiness

    func run() async throws {
        try await gracefulShutdown()
        readiness.stop()
        try await Task.sleep(for: time)
    }
}
