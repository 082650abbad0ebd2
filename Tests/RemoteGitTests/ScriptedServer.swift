import Logging
import Synchronization
import TestSupport

@testable import RemoteGit

/// A server that gives prepared answers, one after the other for each service; the last one again and again.
final class ScriptedServer: Sendable {
    let server: TinyHTTPServer
    private let script: Script

    /// The answers to come. The server holds it, so that a test may add to it.
    final class Script: Sendable {
        private let replies: Mutex<[String: [TinyHTTPServer.Reply]]>

        init(_ uploadPack: [TinyHTTPServer.Reply], _ receivePack: [TinyHTTPServer.Reply]) {
            replies = Mutex(["git-upload-pack": uploadPack, "git-receive-pack": receivePack])
        }

        func next(_ service: String) -> TinyHTTPServer.Reply {
            replies.withLock { replies in
                guard let first = replies[service]?.first else { return .status(404) }
                if (replies[service]?.count ?? 0) > 1 { replies[service]?.removeFirst() }
                return first
            }
        }

        func replace(_ service: GitService, with new: [TinyHTTPServer.Reply]) {
            replies.withLock { $0[service.rawValue] = new }
        }
    }

    /// - Parameter abilities: the answer to the question what the server can do; `nil` for none.
    init(
        _ uploadPack: [TinyHTTPServer.Reply],
        _ receivePack: [TinyHTTPServer.Reply] = [],
        abilities: TinyHTTPServer.Reply? = nil
    ) throws {
        let script = Script(uploadPack, receivePack)
        self.script = script
        server = try TinyHTTPServer { request in
            if let abilities, request.path.hasSuffix("/info/refs?service=git-upload-pack") { return abilities }
            return script.next(String(request.path.split(separator: "/").last ?? ""))
        }
    }

    deinit { server.stop() }

    var requests: [TinyHTTPServer.Request] { server.requests }
    var address: String { "\(server.url)/repo.git" }

    /// What the server answers from now on.
    func answer(_ service: GitService, _ replies: [TinyHTTPServer.Reply]) {
        script.replace(service, with: replies)
    }

    func branch(
        _ name: String? = nil,
        credentials: Credentials? = nil,
        limits: TransferLimits = .patient,
        logger: Logger = Logger(label: "test")
    ) throws -> RemoteBranch {
        try RemoteBranch(
            RemoteAddress(address), branch: name, identity: ClientIdentity(credentials: credentials), limits: limits,
            logger: logger)
    }

    /// A branch whose file has been read and changed in one new commit.
    func changedBranch(
        credentials: Credentials? = nil,
        logger: Logger = Logger(label: "test")
    ) async throws -> (branch: RemoteBranch, revision: Revision) {
        let branch = try self.branch("main", credentials: credentials, logger: logger)
        let directory = HandMadeRepository.path.prefix(2)
        var revision = try await branch.load([.subtree(directory)], of: try await branch.refresh())
        let content = Array("image: shop:v2\nreplicas: 3\n# the rest of a file\n".utf8)
        _ = try revision.commit([.init(path: HandMadeRepository.path, content: content)], .sample("Change\n"))
        return (branch, revision)
    }
}
