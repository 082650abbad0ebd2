/// A server that a test starts.
public protocol TestServer: Sendable {
    /// Ends it. May be called again.
    func stop() async
}

/// Lends a running server to `body` and ends it afterwards, however `body` ends.
public func withServer<Server: TestServer, Value>(
    _ server: Server, _ body: (Server) async throws -> Value
) async throws -> Value {
    do {
        let value = try await body(server)
        await server.stop()
        return value
    } catch {
        await server.stop()
        throw error
    }
}

/// Lends a Git server that serves the repositories of a directory.
public func withGitServer<Value>(
    serving directory: String, options: GitServer.Options = GitServer.Options(),
    _ body: (GitServer) async throws -> Value
) async throws -> Value {
    try await withServer(try await .start(serving: directory, options: options), body)
}

/// Lends an SSH server.
public func withSSHServer<Value>(
    acceptedVariables: [String] = [], _ body: (SSHServer) async throws -> Value
) async throws -> Value {
    try await withServer(try await .start(acceptedVariables: acceptedVariables), body)
}

/// Lends a NATS server.
///
/// - Parameter arguments: more of its command line.
public func withNATSServer<Value>(
    _ program: NATSServer.Program = .debian, arguments: [String] = [], _ body: (NATSServer) async throws -> Value
) async throws -> Value {
    try await withServer(try await .start(program, arguments: arguments), body)
}
