import Foundation
import GitOps
import RemoteGit
import TestSupport
import Testing

@testable import ChatRollback

/// A repository in which most commands wait for a second person.
struct ApprovalScene: Sendable {
    static let application = ChatFixture.application
    /// The codes of the events `chat/a` and `chat/b`: what `sha256sum` makes of these names.
    static let codeA = "7fd39ad6"
    static let codeB = "81d95a5e"

    /// Added to the repository's policy. U1 and U2 approve each other's commands; U3 may do something else, U4 needs nobody.
    static let policy = """
        chat:
          commands: {/deploy-fix: rollback, /deploy: "*", /approve: approve}
          allow:
          - users: [U1, U2]
            teams: [T1, T2]
            applications: ["*-prod"]
            commands: [rollback, deploy, hold, scale, status]
            approve: {by: other, within: 10m}
          - {users: [U3], applications: ["*-dev"], commands: [deploy]}
          - {users: [U4], teams: [T1], applications: ["*-prod"], commands: [deploy]}
          - {users: [U5], applications: [app-00003-stage], commands: [scale], approve: {by: other, within: 1h}}

        """

    let fixture: ChatFixture
    var git: GitCommand { fixture.git }

    static func run(_ body: (ApprovalScene) async throws -> Void) async throws {
        try await ChatFixture.run(policy: policy) { fixture in try await body(ApprovalScene(fixture: fixture)) }
    }

    /// The tip of main.
    var tip: String { get async throws { try await git("rev-parse", "main").text } }

    /// The codes of the commands that wait; `nil` if nothing was ever written down.
    var waiting: [String]? {
        get async throws {
            guard try await !git("for-each-ref", RefName.approvals.text).text.isEmpty else { return nil }
            return try await git("ls-tree", "--name-only", RefName.approvals.text).text
                .split(separator: "\n").map(String.init)
        }
    }

    /// How many pushes the server was sent.
    var pushes: Int {
        get async throws { try await fixture.server.requests.count { $0.path.hasSuffix("/git-receive-pack") } }
    }

    /// The values of a trailer of the tip of main.
    func trailers(_ key: String) async throws -> [String] {
        try await git("log", "-1", "--format=%(trailers:key=\(key),valueonly)", "main").text
            .split(separator: "\n").map(String.init)
    }

    /// U1's command to deploy a version, the event `chat/a` if nothing else is said.
    func request(_ tag: String = "v7.0.0", id: String = "a", after seconds: Double = 0) throws -> PendingEvent {
        try ChatFixture.command("deploy \(Self.application) \(tag)", id: id, after: seconds)
    }

    /// Somebody's approval, a minute later if nothing else is said.
    func approval(
        of code: String = codeA, by user: String = "U2", id: String = "ok", team: String = "T1",
        after seconds: Double = 60
    ) throws -> PendingEvent {
        try ChatFixture.command("approve \(code)", id: id, user: user, team: team, after: seconds)
    }

    /// Lets the server run a program before it sets a ref: `$1` is the ref's name.
    func updateHook(_ script: String) throws {
        let path = "\(git.directory)/hooks/update"
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }
}
