import ChatRollback
import Events
import FoundationEssentials
import GitOps
import HealthRecorder
import ImageUpdater
import Logging
import RemoteGit
import TestSupport

/// A made-up repository behind a real server, in which people may command.
struct ChatFixture: Sendable {
    static let application = "app-00003-prod"
    static let directory = "apps/app-00003/overlays/prod"
    static let kustomization = directory + "/kustomization.yaml"
    static let time = Date(timeIntervalSince1970: 1_800_010_000)

    /// Added to the repository's policy.
    static let chat = """
        chat:
          commands: {/deploy-fix: rollback, /deploy: "*"}
          allow:
          - {users: [U1, U2], teams: [T1], applications: ["*-prod"], commands: [rollback, status, check, deploy, hold, resume]}
          - {users: [U1], applications: [app-00003-prod], commands: [scale]}

        """

    let server: GitServer
    let git: GitCommand

    static func run(policy chat: String = chat, _ body: (ChatFixture) async throws -> Void) async throws {
        try await Monorepo(policy: true).served { served in
            let fixture = ChatFixture(server: served.server, git: served.git)
            let policy = try await served.git("show", "main:.gitops.yaml").text
            try await fixture.commit(policy + "\n  replicas: {min: 1, max: 9}\n" + chat, to: ".gitops.yaml")
            try await body(fixture)
        }
    }

    /// Commits a file on main, as a person does.
    func commit(_ text: String, to path: String) async throws {
        let blob = try await git("hash-object", "-w", "--stdin", input: Array(text.utf8)).text
        try await git("read-tree", "main")
        try await git("update-index", "--add", "--cacheinfo", "100644,\(blob),\(path)")
        let tree = try await git("write-tree").text
        let commit = try await git(
            "-c", "user.name=Person", "-c", "user.email=p@example.com", "commit-tree", tree, "-p", "main", "-m",
            "Write \(path)"
        ).text
        try await git("update-ref", "refs/heads/main", commit)
    }

    /// A writer that has read nothing.
    func writer() throws -> BranchWriter {
        let logger = Logger(label: "test")
        let address = try RemoteAddress(server.url(for: "repo.git"))
        return BranchWriter(
            try RemoteBranch(address, branch: "main", logger: logger), repository: address,
            options: .init(signature: try .init("Tester <t@example.com>"), contention: .seconds(300)), logger: logger)
    }

    /// A command.
    ///
    /// - Parameters:
    ///   - after: how many seconds after ``time`` it is given.
    ///   - delay: how many seconds it takes to get here.
    static func command(
        _ text: String,
        id: String,
        slash: String = "/deploy",
        user: String = "U1",
        team: String = "T1",
        after seconds: Double = 0,
        delay: Double = 1
    ) throws -> PendingEvent {
        let time = time.addingTimeInterval(seconds)
        let body = """
            {"specversion":"1.0","type":"chat","source":"chat","id":"\(id)","time":"\(RFC3339.text(from: time))",
             "data":{"command":"\(slash)","text":"\(text)","user_id":"\(user)","team_id":"\(team)","channel_id":"C1"}}
            """
        let delivery = Delivery(body: Array(body.utf8), receivedAt: time.addingTimeInterval(delay))
        let handler = ChatRollback()
        return PendingEvent(try handler.decode(delivery, byteLimit: Delivery.standardByteLimit), for: handler)
    }

    /// A new tag of the application's image.
    static func image(_ tag: String, id: String) throws -> PendingEvent {
        let body = """
            {"specversion":"1.0","type":"image","source":"ci","id":"\(id)","time":"\(RFC3339.text(from: time))",
             "data":{"image":"\(MonorepoFiles(3).image)","tag":"\(tag)"}}
            """
        let handler = ImageUpdater()
        let delivery = Delivery(body: Array(body.utf8), receivedAt: time)
        return PendingEvent(try handler.decode(delivery, byteLimit: Delivery.standardByteLimit), for: handler)
    }

    /// Argo CD's word that the application was healthy at a commit.
    func healthy(_ commit: String, minute: Int) throws -> PendingEvent {
        let date = RFC3339.text(from: Date(timeIntervalSince1970: 1_800_000_000 + Double(minute) * 60))
        let body = """
            {"application":"\(Self.application)","revision":"\(commit)","sync":"Synced","health":"Healthy",
             "phase":"Succeeded","finishedAt":"\(date)","healthSince":"\(date)"}
            """
        let handler = HealthRecorder()
        let delivery = Delivery(body: Array(body.utf8), receivedAt: Self.time)
        return PendingEvent(try handler.decode(delivery, byteLimit: Delivery.standardByteLimit), for: handler)
    }

    /// The application's directory in a commit, without what automation holds open.
    func tree(_ commit: String) async throws -> [String] {
        try await git("ls-tree", "-r", commit, Self.directory + "/").text.split(separator: "\n").map(String.init)
            .filter { !$0.hasSuffix(".gitops-state") }
    }
}
