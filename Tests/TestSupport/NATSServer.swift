/// A real `nats-server` with JetStream on loopback, its streams in a temporary directory.
public actor NATSServer: TestServer {
    /// The port of 127.0.0.1 that it listens on, also after a restart.
    public nonisolated var port: UInt16 { reservation.number }
    /// Its address for clients.
    public nonisolated var url: String { "nats://127.0.0.1:\(port)" }

    /// Which program is started.
    public enum Program: String, Sendable, CaseIterable {
        /// Debian's, 2.9.
        case debian = "nats-server"
        /// The newest release, from PyPI.
        case newest = "nats-server-newer"

        /// Those that are here; the newest needs PyPI at the time of preparation.
        public static var here: [Program] { allCases.filter { $0 == .debian || Tool.isHere($0.rawValue) } }
    }

    private let reservation: LoopbackPort
    private let state: TemporaryDirectory
    private let program: Program
    private let arguments: [String]
    private var process: ServerProcess?

    private init(_ program: Program, arguments: [String]) throws {
        reservation = try LoopbackPort()
        state = try TemporaryDirectory()
        self.program = program
        self.arguments = arguments
    }

    /// Starts a server and waits until it answers.
    ///
    /// - Parameter arguments: More of its command line, such as `["--auth", "a token"]`.
    /// - Throws: ``TestSupportError`` if the program is missing or does not start.
    public static func start(_ program: Program = .debian, arguments: [String] = []) async throws -> NATSServer {
        let server = try NATSServer(program, arguments: arguments)
        try await server.start()
        return server
    }

    /// Starts again, on the same port and with the same streams, after ``stop()``.
    ///
    /// - Parameter jetStream: Whether the streams are served.
    public func start(jetStream: Bool = true) async throws {
        guard process == nil else { return }
        let streams = jetStream ? ["-js", "-sd", state.path("jetstream")] : []
        let own = ["-a", "127.0.0.1", "-p", String(port)] + streams
        let process = try ServerProcess(Tool.path(program.rawValue), own + arguments, logFile: state.path("log"))
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
