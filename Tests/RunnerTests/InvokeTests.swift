import GitOps
import TestSupport
import Testing

@testable import runner

/// One event by every way in, and the proofs of idempotency.
@Suite(.timeLimit(.minutes(3))) struct InvokeTests {
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

    private func withRepository(_ body: @Sendable (RunnerProcess, GitCommand) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo(applications: 1, history: 0, policy: true).write(to: directory.path("repo.git"))
            try await withGitServer(serving: directory.path) { server in
                try await body(
                    RunnerProcess(environment: ["GITOPS_REPOSITORY": server.url(for: "repo.git")]),
                    GitCommand(in: directory.path("repo.git")))
            }
        }
    }
}
