import FoundationEssentials
import Glibc

/// A real `sshd` on loopback with keys of its own. Who comes with the right one is this user, in a shell.
public actor SSHServer: TestServer {
    /// The port of 127.0.0.1 that it listens on, also after a restart.
    public nonisolated var port: UInt16 { reservation.number }
    /// The key that it lets in.
    public nonisolated let key: SSHKey
    /// A file that names its host key.
    public nonisolated let knownHosts: String

    private let reservation: LoopbackPort
    private let state: TemporaryDirectory
    private let configuration: SSHServerConfiguration
    private var process: ServerProcess?

    private init(acceptedVariables: [String]) async throws {
        reservation = try LoopbackPort()
        state = try TemporaryDirectory()
        key = try await SSHKey.make(in: state, named: "user-key")
        let hostKey = try await SSHKey.make(in: state, named: "host-key")
        knownHosts = try state.write("[127.0.0.1]:\(reservation.number) \(hostKey.publicKey)", to: "known hosts")
        configuration = SSHServerConfiguration(
            state: state.path, port: reservation.number, hostKey: hostKey.file, userKey: "\(key.file).pub",
            acceptedVariables: acceptedVariables)
        try state.write(configuration.text, to: "sshd_config")
        try state.write(try SSHServerConfiguration.users(), to: "passwd")
    }

    /// Starts a server.
    ///
    /// - Parameter acceptedVariables: What it takes over of the client's environment; a stock server takes nothing of
    ///   Git's.
    /// - Throws: ``TestSupportError`` if a program is missing or does not start.
    public static func start(acceptedVariables: [String] = []) async throws -> SSHServer {
        let server = try await SSHServer(acceptedVariables: acceptedVariables)
        try await server.start()
        return server
    }

    /// Starts again, on the same port and with the same keys, after ``stop()``.
    public func start() async throws {
        guard process == nil else { return }
        let command = try configuration.command
        let process = try ServerProcess(command[0], Array(command.dropFirst()), logFile: state.path("log"))
        self.process = process
        try await process.waitUntilReady { [port] in LoopbackConnection.answers(port: port) }
    }

    /// Cuts the connections of all clients and goes on.
    public func dropConnections() throws {
        for process in try connections { kill(process, SIGKILL) }
    }

    /// Leaves the connections of all clients open and does nothing more on them, as where the network is gone.
    public func freezeConnections() throws {
        for process in try connections { kill(process, SIGSTOP) }
    }

    /// Each connection has a process, a child of the one that listens, or two.
    private var connections: [pid_t] {
        get throws {
            let text = try String(contentsOfFile: configuration.processFile, encoding: .utf8)
            guard let listener = text.split(whereSeparator: \.isWhitespace).first.flatMap({ pid_t($0) }) else {
                throw TestSupportError("sshd did not say which process it is")
            }
            return Self.connections(below: listener)
        }
    }

    /// The processes of `sshd` below another one; a process that has just ended has none.
    private static func connections(below process: pid_t) -> [pid_t] {
        let list = try? String(contentsOfFile: "/proc/\(process)/task/\(process)/children", encoding: .utf8)
        let children = (list ?? "").split(separator: " ").compactMap { pid_t($0) }.filter { child in
            (try? String(contentsOfFile: "/proc/\(child)/comm", encoding: .utf8))?.hasPrefix("sshd") == true
        }
        return children + children.flatMap(connections)
    }

    /// Ends the server and its connections. May be called again.
    public func stop() async {
        guard let process else { return }
        try? dropConnections()
        await process.stop()
        self.process = nil
    }

    /// How many clients were let in so far.
    public var logins: Int {
        get throws {
            try String(contentsOfFile: state.path("log"), encoding: .utf8).split(whereSeparator: \.isNewline)
                .count { $0.contains("Accepted publickey for ") }
        }
    }

    /// The address of a repository, given its absolute path.
    public nonisolated func url(for path: String) -> String {
        let unreserved = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".utf8)
        let encoded = path.utf8.map { byte in
            unreserved.contains(byte)
                ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return "ssh://\(SSHServerConfiguration.user)@127.0.0.1:\(port)\(encoded.joined())"
    }
}
