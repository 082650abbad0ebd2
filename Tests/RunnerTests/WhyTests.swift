import FoundationEssentials
import TestSupport
import Testing

/// The story of an application, from Git alone.
@Suite(.timeLimit(.minutes(10))) struct WhyTests {
    private static let rollback = """
        Roll shop-prod back to 2026-01-31T12:00:00Z

        * apps/shop/kustomization.yaml: images[shop].newTag v2 -> v1
        * apps/shop/kustomization.yaml: images[web].newTag v2 -> v1

        Gitops-Handler: chat-rollback
        Gitops-Application: shop-prod
        Gitops-Event: slack#1.2
        Gitops-Actor: U024BE7LH
        Gitops-Chat: slack/T1/C1
        Gitops-Command: /deploy-fix shop-prod
        """
    private static let update = """
        Update shop to v2

        * apps/shop/kustomization.yaml: images[shop].newTag v1 -> v2

        Gitops-Handler: image-updater
        Gitops-Application: shop-prod
        Gitops-Application: shop-dev
        Gitops-Event: ci/4711
        """

    private struct Line: Decodable {
        let commit: String
        let handler: String?
        let event: String?
        let actor: String?
        let time: String
        let changes: [String]
    }

    private static func withStory(_ body: (RunnerProcess, GitCommand) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            // More commits than come with the tip.
            try await Monorepo(applications: 1, history: 80).write(to: directory.path("repo.git"))
            let git = GitCommand(in: directory.path("repo.git"))
            for message in [update, "By hand\n\nGitops-Application: shop-prod", rollback] {
                try await commit(message, git)
            }
            for number in 0..<70 { try await commit("Something else \(number)", git) }
            try await withGitServer(serving: directory.path) { server in
                try await body(RunnerProcess(environment: ["GITOPS_REPOSITORY": server.url(for: "repo.git")]), git)
            }
        }
    }

    private static func commit(_ message: String, _ git: GitCommand) async throws {
        let commit = try await git(
            "-c", "user.name=P", "-c", "user.email=p@example.com", "commit-tree", "main^{tree}", "-p", "main", "-m",
            message
        ).text
        try await git("update-ref", "refs/heads/main", commit)
    }

    @Test func tellsEveryChangeOfAnApplication() async throws {
        try await Self.withStory { runner, git in
            let ids = try await git("log", "--format=%H", "--grep=Gitops-Handler", "main").text.split(separator: "\n")
            let result = try await runner.run("why", "shop-prod")
            #expect(result.code == 0, "\(result.errors)")
            let lines = result.output.split(separator: "\n").map(String.init)
            #expect(lines.count == 8)
            #expect(lines[0].hasSuffix("Z \(ids[0].prefix(12)) Roll shop-prod back to 2026-01-31T12:00:00Z"))
            #expect(lines[1] == "  by chat-rollback for slack#1.2")
            #expect(lines[2] == "  asked for by U024BE7LH in slack/T1/C1: /deploy-fix shop-prod")
            #expect(lines[3] == "  * apps/shop/kustomization.yaml: images[shop].newTag v2 -> v1")
            #expect(lines[5].hasSuffix("\(ids[1].prefix(12)) Update shop to v2"))
            #expect(lines[6] == "  by image-updater for ci/4711")
            #expect(result.errors.isEmpty)

            let json = try await runner.run("why", "shop-dev", "--json")
            let line = try json.line(Line.self)
            #expect(json.output.split(separator: "\n").count == 1)
            #expect(line.commit == ids[1] && line.handler == "image-updater" && line.event == "ci/4711")
            #expect(line.actor == nil && line.changes.count == 1 && line.time.hasSuffix("Z"))
        }
    }

    @Test func tellsOfOneCommit() async throws {
        try await Self.withStory { runner, git in
            let ids = try await git("log", "--format=%H", "--grep=Gitops-Handler", "main").text.split(separator: "\n")
            let result = try await runner.run("why", String(ids[1].prefix(8)))
            #expect(result.code == 0)
            #expect(result.output.contains("  of shop-prod, shop-dev\n"))
            let tip = try await git("rev-parse", "main").text
            let other = try await runner.run("why", tip)
            #expect(other.code == 0 && other.output.contains("  by nobody of ours\n"))
        }
    }

    @Test func tellsWhoApproved() async throws {
        try await Self.withStory { runner, git in
            try await Self.commit(
                """
                Scale web of web-prod to 3

                Gitops-Handler: chat-rollback
                Gitops-Application: web-prod
                Gitops-Event: slack#2.2
                Gitops-Actor: U1
                Gitops-Chat: slack/T1/C1
                Gitops-Command: /deploy scale web-prod 3
                Gitops-Approver: U2
                Gitops-Event: slack#2.1
                """, git)
            let result = try await runner.run("why", "web-prod")
            #expect(
                result.output.split(separator: "\n").dropFirst() == [
                    "  by chat-rollback for slack#2.2",
                    "  asked for by U1 in slack/T1/C1: /deploy scale web-prod 3",
                    "  approved by U2, having been asked by slack#2.1",
                ])
        }
    }

    @Test func saysWhatIsNotFound() async throws {
        try await Self.withStory { runner, _ in
            let unknown = try await runner.run("why", "no-such-app")
            #expect(unknown.code == 77 && unknown.output.isEmpty)
            #expect(unknown.errors.contains("none is a handler's change of this application"))
            let commit = try await runner.run("why", "ffffffffffff")
            #expect(commit.code == 77 && commit.errors.contains("no such commit"))
            // What was not looked at is not denied in silence.
            let short = try await runner.run("why", "shop-prod", "--commits", "71")
            #expect(short.code == 0 && short.errors.contains("older than "))
            #expect(try await runner.run("why", "x", "--commits", "0").code == 64)
        }
    }
}
