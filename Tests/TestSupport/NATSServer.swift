/// A real `nats-server` with JetStream on loopback, its streams in a temporary directory.
public actor NATSServer: TestServer {
    /// The port of 127.0.0.1 that it listens on, also after a restart.
    public nonisolated var port: UInt16 { reservation.number }
    /// Its address for clients.
    public nonisolated var url: String { "nats://127.0.0.1:\(port)" }

    private let reservation: LoopbackPort
    private let state: TemporaryDirectory
    private let arguments: [String]
    private var process: ServerProcess?

    private init(arguments: [String]) throws {
        reservation = try LoopbackPort()
        state = try TemporaryDirectory()
        self.arguments = arguments
    }

    /// Starts a server and waits until it answers.
    ///
    /// - Parameter arguments: More of its command line, such as `["--auth", "a token"]`.
    /// - Throws: ``TestSupportError`` if the program is missing or does not start.
    public static func start(arguments: [String] = []) async throws -> NATSServer {
        let server = try NATSServer(arguments: arguments)
        try await server.start()
        return server
    }

    /// Starts again, on the same port and with the same streams, after ``stop()``.
    public func start() async throws {
        guard process == nil else { return }
        let own = ["-a", "127.0.0.1", "-p", String(port), "-js", "-sd", state.path("jetstream")]
        let process = try ServerProcess(Tool.path("nats-server"), own + arguments, logFile: state.path("log"))
        self.process = process
        // It greets every client at once, when JetStream is up.
        try await process.waitUntilReady { [port] in
            guard LoopbackConnection.answers(port: port) else { return false }
            return try LoopbackConnection(port: port).receive(until: "\r\n").hasPrefix("INFO ")
        }
    }

    /// Ends the server and keeps its streams. May be called again.
    public func stop() async {
        await stop(.asked)
    }

    /// Ends the server in this manner and keeps its streams. May be called again.
    public func stop(_ manner: StopManner) async {
        await process?.stop(manner)
        process = nil
    }

    /// Ends the server and starts it again, on the same port and with the same streams.
    public func restart() async throws {
        await stop()
        try await start()
    }
}
