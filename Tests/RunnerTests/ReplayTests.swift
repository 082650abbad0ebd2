import GitOps
import NATS
import TestSupport
import Testing

@testable import runner

@Suite(.timeLimit(.minutes(2))) struct ReplayTests {
    @Test(arguments: NATSServer.Program.here) func lostCommitsComeBackAndOthersStay(
        program: NATSServer.Program
    ) async throws {
        try await withBus(program) { bus in
            try await bus.subscribed { recorder in
                for number in 0..<3 {
                    try await bus.publish(Bus.event(number))
                    try await recorder.wait(for: number + 1)
                }
            }
            let runner = RunnerProcess(
                environment: ["NATS_URL": bus.nats.url, "GITOPS_REPOSITORY": bus.git.url(for: "repo.git")])
            let first = try await runner.run("replay", "--from", "1")
            #expect(first.code == 0, "\(first.errors)")
            #expect(first.errors.hasSuffix("runner: 3 unchanged\n"))
            #expect(first.output.split(separator: "\n").count == 3)

            // Somebody sets the branch back.
            try await bus.repository("update-ref", "refs/heads/main", "main~1")
            let preview = try await runner.run("replay", "--from", "2", "--dry-run")
            #expect(preview.errors.hasSuffix("runner: 1 pushed, 1 unchanged\n"))
            #expect(try await bus.count == Bus.commits + 2)
            let second = try await runner.run("replay", "--from", "1")
            #expect(second.errors.hasSuffix("runner: 1 pushed, 2 unchanged\n"))
            let last = try second.line(Outcome.self)
            #expect((last.outcome, last.event) == (.pushed, "nats:GITOPS_EVENTS#3"))
            #expect(try await bus.count == Bus.commits + 3)

            let future = try await runner.run("replay", "--from", "2100-01-01T00:00:00Z")
            #expect((future.code, future.output, future.errors) == (0, "", "runner: no events\n"))
            let past = try await runner.run("replay", "--from", "2001-01-01T00:00:00Z", "--handlers", "image-updater")
            #expect(past.errors == "runner: 3 unchanged\n")
            #expect(try await runner.run("replay", "--from", "yesterday").code == 64)
            // Nobody's consumer was used, and none is left.
            #expect(try await bus.leftovers() == [])
        }
    }

    @Test func whatFailsGivesItsExitCode() async throws {
        try await withBus { bus in
            try await bus.publish(Bus.event())
            let runner = RunnerProcess(
                environment: ["NATS_URL": bus.nats.url, "GITOPS_REPOSITORY": bus.git.url(for: "repo.git")])
            await bus.git.goAway()
            let result = try await runner.run("replay", "--from", "1")
            #expect(result.code == 75)
            #expect(try result.line(Outcome.self).outcome == .retry)
        }
    }
}
