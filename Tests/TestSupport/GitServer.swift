import FoundationEssentials
import Glibc
import Synchronization

/// A real Git server over smart HTTP on loopback: nginx in front of `git-http-backend`.
///
/// It serves the bare repositories under one directory and behaves as a stock server does: pushing is on where
/// `http.receivepack` is set, filters are on where `uploadpack.allowFilter` is. It starts in about 20 ms, so a test may
/// have its own; a suite that shares one starts less.
public final class GitServer: TestServer {
    /// How a server differs from the plain one.
    public struct Options: Sendable {
        /// If set, every request without this name and password gets 401.
        public var credentials: Credentials?
        /// Whether the client's `Git-Protocol` header reaches Git. Without it every conversation is protocol v0.
        public var passesGitProtocol: Bool
        /// If set, the server speaks HTTPS, and only to clients with a certificate of the same authority.
        public var tls: TLSCertificates?
        /// Repositories that have moved (301), by their old names.
        public var moved: [String: String]

        /// Options; as they stand, nobody has to log in and protocol v2 works.
        public init(
            credentials: Credentials? = nil, passesGitProtocol: Bool = true, tls: TLSCertificates? = nil,
            moved: [String: String] = [:]
        ) {
            self.credentials = credentials
            self.passesGitProtocol = passesGitProtocol
            self.tls = tls
            self.moved = moved
        }
    }

    /// A name and a password for HTTP Basic.
    public struct Credentials: Sendable {
        /// The name, without a colon.
        public let user: String
        /// The password, without a colon too: nginx's file of passwords takes what follows one for a remark.
        public let password: String

        /// A name and a password.
        public init(user: String, password: String) {
            self.user = user
            self.password = password
        }
    }

    /// The port of 127.0.0.1 that it listens on.
    public var port: UInt16 { reservation.number }

    private let scheme: String
    private let reservation: LoopbackPort
    private let state: TemporaryDirectory
    private let gateway: ServerProcess
    private let nginx: Mutex<ServerProcess>
    private let marks = Atomic(0)

    private init(serving directory: String, options: Options) async throws {
        scheme = options.tls == nil ? "http" : "https"
        reservation = try LoopbackPort()
        state = try TemporaryDirectory()
        let backend = try await GitCommand(in: directory)("--exec-path").text + "/git-http-backend"
        let configuration = GitServerConfiguration(
            repositories: directory, state: state.path, backend: backend, port: reservation.number, options: options)
        try state.write(configuration.text, to: "nginx.conf")
        if let credentials = options.credentials {
            try Self.write(credentials, to: state)
        }
        let socket = configuration.gatewaySocket
        gateway = try ServerProcess(
            Tool.path("fcgiwrap"), ["-c", "8", "-s", "unix:\(socket)"], logFile: state.path("fcgiwrap.log"))
        nginx = Mutex(try ServerProcess(nginxIn: state))
    }

    private static func write(_ credentials: Credentials, to state: TemporaryDirectory) throws {
        try state.write("\(credentials.user):{PLAIN}\(credentials.password)\n", to: "passwords")
    }

    /// Asks for another name and password from now on; the server was started with some.
    public func change(to credentials: Credentials) throws {
        try Self.write(credentials, to: state)
    }

    /// Starts a server.
    ///
    /// - Throws: ``TestSupportError`` if a program is missing or does not start.
    public static func start(serving directory: String, options: Options = Options()) async throws -> GitServer {
        let server = try await GitServer(serving: directory, options: options)
        let socket = server.state.path("fcgi.sock")
        // The socket is there a moment before anybody listens.
        try await server.gateway.waitUntilReady { LoopbackConnection.answers(socket: socket) }
        try await server.waitForNginx()
        return server
    }

    private func waitForNginx() async throws {
        try await nginx.withLock { $0 }.waitUntilReady { [port] in LoopbackConnection.answers(port: port) }
    }

    /// Goes away: connections are refused until ``comeBack()``.
    public func goAway() async {
        await nginx.withLock { $0 }.stop()
    }

    /// Comes back on the same port, with the same repositories.
    public func comeBack() async throws {
        let new = try ServerProcess(nginxIn: state)
        nginx.withLock { $0 = new }
        try await waitForNginx()
    }

    /// The address of a repository, `repository.git` below the served directory. No credentials are in it.
    public func url(for repository: String) -> String { "\(scheme)://127.0.0.1:\(port)/\(repository)" }

    /// All requests so far, in the order in which they ended.
    ///
    /// A server writes its log after the answer. So this sends a request of its own and waits for it in the log: what
    /// a client saw answered before is above it then, as one nginx process does one thing after another.
    public var requests: [GitServerRequest] {
        get async throws {
            let mark = "/.mark/\(marks.add(1, ordering: .relaxed).newValue)"
            let connection = try LoopbackConnection(port: port)
            try connection.send("GET \(mark) HTTP/1.0\r\n\r\n")
            _ = try connection.receiveAll()
            var lines: [GitServerRequest] = []
            try await waitUntil("the access log has \(mark)") {
                let text = try String(contentsOfFile: state.path("access.log"), encoding: .utf8)
                lines = text.split(separator: "\n").compactMap(GitServerRequest.init(logLine:))
                return lines.contains { $0.path == mark }
            }
            return lines.filter { !$0.path.hasPrefix("/.mark/") }
        }
    }

    /// What nginx and the programs behind it complained about, to print when a test fails.
    public var errorLog: String {
        ["error.log", "nginx.log", "fcgiwrap.log"].compactMap {
            try? String(contentsOfFile: state.path($0), encoding: .utf8)
        }.joined()
    }

    /// Ends the server, running requests included, and removes what it kept. May be called again.
    public func stop() async {
        await goAway()
        await gateway.stop()
        state.remove()
    }
}
