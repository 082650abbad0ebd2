import FunctionHost
import GitOps
import Logging
import ServiceLifecycle
import TestSupport

/// An application of the tests' handler that serves on a free port.
struct RunningApplication: Sendable {
    let port: Int
    private let group: ServiceGroup
    private let run: Task<Void, any Error>

    /// Lends a running application to `body` and stops it gracefully.
    static func with<Value: Sendable>(
        _ pipeline: EventPipeline<some Handler>, limits: HTTPLimits = .patient(),
        _ body: (RunningApplication) async throws -> Value
    ) async throws -> Value {
        let (ports, continuation) = AsyncStream<Int>.makeStream()
        let service = FunctionHost.application(
            pipeline, at: ListenAddress(host: "127.0.0.1", port: 0), limits: limits, logger: .silent
        ) { continuation.yield($0) }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
                logger: .silent))
        let run = Task { try await group.run() }
        guard let port = await ports.first(where: { _ in true }) else { throw TestSupportError("it does not listen") }
        let application = RunningApplication(port: port, group: group, run: run)
        do {
            let value = try await body(application)
            try await application.stop()
            return value
        } catch {
            try await application.stop()
            throw error
        }
    }

    /// Asks it to stop, as SIGTERM does, and does not wait.
    func beginToStop() async {
        await group.triggerGracefulShutdown()
    }

    /// Stops it gracefully and waits for that. May be called again.
    func stop() async throws {
        await beginToStop()
        do {
            try await run.value
        } catch is CancellationError where run.isCancelled {
            return
        }
    }

    /// Ends it at once, without draining, and waits for that.
    func cancel() async {
        run.cancel()
        _ = await run.result
    }

    /// Waits until nobody listens on the port.
    ///
    /// Whatever another test starts meanwhile has the socket too until it has become a program of its own, so that the
    /// port may answer for a moment after the application has closed it.
    func waitUntilClosed() async throws {
        try await waitUntil("the port is closed") { !LoopbackConnection.answers(port: UInt16(port)) }
    }

    /// Posts a JSON event.
    func post(_ event: String, to path: String = "/", headers: String = "") async throws -> WireAnswer {
        try await WireConnection.ask(port: port, Self.request(event, to: path, headers: headers))
    }

    /// Reads a path.
    func get(_ path: String) async throws -> WireAnswer {
        try await WireConnection.ask(port: port, "GET \(path) HTTP/1.1\r\nHost: test\r\n\r\n")
    }

    /// The request that posts a JSON event.
    static func request(
        _ event: String, to path: String = "/", type: String = "application/json", headers: String = ""
    ) -> String {
        """
        POST \(path) HTTP/1.1\r\nHost: test\r\nContent-Type: \(type)\r\n\(headers)\
        Content-Length: \(event.utf8.count)\r\n\r\n\(event)
        """
    }
}

extension HTTPLimits {
    /// Limits that no machine is too slow for, but for those that a test is about.
    static func patient(_ change: (inout HTTPLimits) -> Void = { _ in }) -> HTTPLimits {
        let long = Duration.seconds(600)
        var limits = HTTPLimits(body: long, idle: long, shutdown: long, chat: long)
        change(&limits)
        return limits
    }
}
