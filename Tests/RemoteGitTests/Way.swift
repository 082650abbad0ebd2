import Logging
import TestSupport

@testable import RemoteGit

/// How a test reaches the repository `repo.git` of a directory.
enum Way: CaseIterable {
    case http
    /// A server that does not pass on which version of the protocol the client wants.
    case httpVersion0
    case local

    func withBranch<Value>(
        _ name: String?,
        of directory: TemporaryDirectory,
        _ logger: Logger,
        _ body: (RemoteBranch) async throws -> Value
    ) async throws -> Value {
        guard self != .local else {
            let address = try RemoteAddress(directory.path("repo.git"))
            return try await body(RemoteBranch(address, branch: name, limits: .patient, logger: logger))
        }
        let options = GitServer.Options(passesGitProtocol: self == .http)
        return try await withGitServer(serving: directory.path, options: options) { server in
            let address = try RemoteAddress(server.url(for: "repo.git"))
            return try await body(RemoteBranch(address, branch: name, limits: .patient, logger: logger))
        }
    }
}
