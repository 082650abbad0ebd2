import Events
import FoundationEssentials
import GitOps
import ImageUpdater
import Logging
import RemoteGit
import TestSupport

/// A made-up repository behind a real server.
struct MonorepoFixture {
    let server: GitServer
    let git: GitCommand
    let state: TemporaryDirectory

    static func run(
        _ monorepo: Monorepo = Monorepo(policy: true), _ body: (MonorepoFixture) async throws -> Void
    ) async throws {
        try await monorepo.served { served in
            try await body(MonorepoFixture(server: served.server, git: served.git, state: served.directory))
        }
    }

    /// A writer that has read nothing.
    ///
    /// - Parameter url: where the repository is; `nil` for the server itself.
    func writer(at url: String? = nil, policy: PolicySource = .repository) throws -> BranchWriter {
        let logger = Logger(label: "test")
        let address = try RemoteAddress(url ?? server.url(for: "repo.git"))
        return BranchWriter(
            try RemoteBranch(address, branch: "main", limits: .patient, logger: logger), repository: address,
            options: .init(signature: try .init("Tester <t@example.com>"), policy: policy, contention: .seconds(600)),
            logger: logger)
    }

    /// A new tag of an application's image.
    static func event(_ tag: String, id: String, application: Int) throws -> PendingEvent {
        let time = Date(timeIntervalSince1970: 1_800_000_000)
        let body = """
            {"specversion":"1.0","source":"ci","id":"\(id)","type":"image","time":"\(RFC3339.text(from: time))",
             "data":{"image":"\(MonorepoFiles(application).image)","tag":"\(tag)"}}
            """
        let handler = ImageUpdater()
        return PendingEvent(
            try handler.decode(
                Delivery(body: Array(body.utf8), receivedAt: time), byteLimit: Delivery.standardByteLimit), for: handler
        )
    }

    /// How many pushes the server was asked for.
    var pushes: Int {
        get async throws { try await server.requests.count { $0.path.hasSuffix("/git-receive-pack") } }
    }

    /// The commits of the branch by the event that they were made for.
    var commits: [String: [String]] {
        get async throws {
            let format = "--format=%H %(trailers:key=Gitops-Event,valueonly,separator=%x2C)"
            var commits: [String: [String]] = [:]
            for line in try await git("log", format, "main").text.split(separator: "\n") {
                let words = line.split(separator: " ")
                if words.count == 2 { commits[String(words[1]), default: []].append(String(words[0])) }
            }
            return commits
        }
    }
}
