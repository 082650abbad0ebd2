import FoundationEssentials
import GitOps
import TestSupport
import Testing

@testable import runner

/// One event by every way in, and the proofs of idempotency.
@Suite(.timeLimit(.minutes(15))) struct InvokeTests {
    @Test(arguments: ["in-process", "stdin", "http"])
    func secondTimeIsUnchanged(route: String) async throws {
        try await withRepository { runner, git in
            let result = try await runner.run(
                "invoke", "image-updater", "-f", "-", "--via", route, "--twice", input: Bus.event(0))
            #expect(result.code == 0, "\(result.errors)")
            let kinds = try result.output.split(separator: "\n").map { line in
                try RunnerProcess.Result(code: 0, output: String(line), errors: "").line(Outcome.self).outcome
            }
            #expect(kinds == [.pushed, .unchanged])
            #expect(try await git("rev-list", "--count", "main").text == "2")
        }
    }

    /// The function would answer a chat in the chat's own format; what is printed is the outcome.
    @Test(arguments: ["slack.http", "mattermost.http"]) func aCommandOfAChat(sample: String) async throws {
        try await withRepository(history: 2) { runner, git in
            let policy = """

                chat:
                  commands: {/deploy-fix: rollback}
                  allow:
                  - {users: ["*"], applications: ["*-prod"], commands: [rollback]}

                """
            try await withTemporaryDirectory { directory in
                var runner = runner
                runner.environment["GITOPS_POLICY"] = try directory.write(
                    MonorepoFiles.policy + policy, to: "policy.yaml")
                let event = try directory.write(try Self.command(sample), to: sample)
                let result = try await runner.run("invoke", "chat-rollback", "-f", event, "--via", "http", "--twice")
                #expect(result.code == 0, "\(result.errors)\(result.output)")
                let kinds = try result.output.split(separator: "\n").map { line in
                    try RunnerProcess.Result(code: 0, output: String(line), errors: "").line(Outcome.self).outcome
                }
                #expect(kinds == [.pushed, .unchanged], "\(result.output)")
                let trailers = try await git("log", "-1", "--format=%(trailers:key=Gitops-Chat,valueonly)", "main").text
                #expect(trailers.hasPrefix(sample.replacing(".http", with: "/")))
            }
        }
    }

    private static let samples =
        #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/events-samples/chat"

    /// A sample, given now for an application that there is, and with nobody to be answered later.
    private static func command(_ sample: String) throws -> String {
        let text = try String(contentsOfFile: "\(samples)/\(sample)", encoding: .utf8)
        let now = Int(Date.now.timeIntervalSince1970)
        return text.replacing("Timestamp: 1800000000", with: "Timestamp: \(now)")
            .replacing("text=shop-prod", with: "text=app-00000-prod").replacing("response_url=", with: "no_url=")
    }

    @Test func killedAtEveryStepItMakesOneCommit() async throws {
        try await withRepository { runner, git in
            let event = Bus.cloudEvent(0, id: "4711")
            let result = try await runner.run(
                "invoke", "image-updater", "-f", "-", "--times", "9", "--kill-at-every-step", input: event)
            #expect(result.code == 0, "\(result.errors)")
            #expect(result.errors.contains("the branch has 1 commit(s) of this event"))
            #expect([.pushed, .unchanged].contains(try result.line(Outcome.self).outcome))
            #expect(try await git("rev-list", "--count", "main").text == "2")
            try await git("fsck", "--strict")
        }
    }

    @Test(arguments: [
        ["--twice", "--dry-run"], ["--times", "3"], ["--kill-at-every-step"], ["--times", "0", "--kill-at-every-step"],
        ["--times", "3", "--kill-at-every-step", "--via", "http"], ["--via", "pigeon"],
    ])
    func optionsThatMakeNoSense(options: [String]) async throws {
        let result = try await RunnerProcess(environment: ["GITOPS_REPOSITORY": "/nonexistent.git"])
            .run(["invoke", "image-updater", "-f", "-"] + options)
        #expect(result.code == 64, "\(result.errors)")
    }

    private func withRepository(
        history: Int = 0, _ body: @Sendable (RunnerProcess, GitCommand) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo(applications: 1, history: history, policy: true).write(to: directory.path("repo.git"))
            try await withGitServer(serving: directory.path) { server in
                try await body(
                    RunnerProcess(environment: ["GITOPS_REPOSITORY": server.url(for: "repo.git")]),
                    GitCommand(in: directory.path("repo.git")))
            }
        }
    }
}
