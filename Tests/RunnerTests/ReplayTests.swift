import GitOps
import NATS
import Synchronization
import TestSupport
import Testing

@testable import runner

@Suite(.timeLimit(.minutes(10))) struct ReplayTests {
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
            try await bus.waitUntilSettled()
        }
    }

    /// A server gives out 1,000 messages that nobody has settled and no more, unless it is asked to.
    @Test(arguments: NATSServer.Program.here) func longStreamsAreReadToTheirEnd(
        program: NATSServer.Program
    ) async throws {
        try await withBus(program) { bus in
            for number in 0..<1_100 { try await bus.connection.publish(Bus.event(number), to: "gitops.events.image") }
            try await waitUntil("all are stored", within: .seconds(300)) {
                try await bus.connection.streamState("GITOPS_EVENTS")?.messages == 1_100
            }
            let reader = StreamReader(connection: bus.connection, stream: "GITOPS_EVENTS")
            let count = Mutex(0)
            try await withTimeout(.seconds(300), for: "reading") {
                try await reader.read { messages in count.withLock { $0 += messages.count } }
            }
            #expect(count.withLock(\.self) == 1_100)
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
