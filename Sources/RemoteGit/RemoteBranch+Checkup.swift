/// What a Git server can do for this client.
public struct ServerCheckup: Sendable, Hashable {
    /// The version of Git's protocol that is spoken.
    public let protocolVersion: Int
    /// Whether parts of a repository can be asked for; if not, more is fetched than is needed.
    public let hasFilters: Bool
    /// Whether the last commits can be asked for without those before.
    public let hasDepth: Bool
}

extension RemoteBranch {
    /// Asks the server what it can do.
    ///
    /// - Throws: ``RemoteGitError``.
    public func checkServer() async throws(RemoteGitError) -> ServerCheckup {
        let server = try await conversation.checkServer()
        return ServerCheckup(
            protocolVersion: server.version == .v2 ? 2 : 0, hasFilters: server.hasFilters, hasDepth: server.hasDepth)
    }

    /// Asks whether the server takes pushes from us, by a push without a change. Rules for single branches, as
    /// protected ones, show only in a push that changes something.
    ///
    /// - Throws: ``RemoteGitError`` if it does not.
    public func checkPush() async throws(RemoteGitError) {
        try await conversation.checkPush()
    }
}
