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
        // Each connection has a process, a child of the one that listens.
        let server = try String(contentsOfFile: configuration.processFile, encoding: .utf8).split { $0.isWhitespace }
        guard let id = server.first else { throw TestSupportError("sshd did not say which process it is") }
        let children = try String(contentsOfFile: "/proc/\(id)/task/\(id)/children", encoding: .utf8)
        for child in children.split(separator: " ").compactMap({ pid_t($0) }) { kill(child, SIGKILL) }
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
