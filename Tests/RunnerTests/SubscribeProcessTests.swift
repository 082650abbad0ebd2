import GitOps
import Glibc
import NATS
import Subprocess
import TestSupport
import Testing

@testable import runner

/// The built executable, until a signal ends it.
@Suite(.timeLimit(.minutes(10))) struct SubscribeProcessTests {
    @Test(arguments: [Signal.terminate, .interrupt])
    func signalEndsItCleanly(signal: Signal) async throws {
        try await withBus { bus in
            let runner = RunnerProcess(environment: [
                "NATS_URL": bus.nats.url, "GITOPS_REPOSITORY": bus.git.url(for: "repo.git"),
            ])
            let result = try await runner.interrupted(by: signal, "subscribe") { printed in
                try await waitUntil("it has subscribed", within: .seconds(120)) {
                    try printed().errors.contains("subscribed")
                }
                try await bus.publish(Bus.event())
                try await waitUntil("it has handled the event", within: .seconds(120)) {
                    try printed().output.contains("\n")
                }
            }
            #expect(result.code == 0, "\(result.errors)")
            #expect(result.output.split(separator: "\n").count == 1)
            #expect(try result.line(Outcome.self).outcome == .pushed)
            #expect(try await bus.count == Bus.commits + 1)
        }
    }

    @Test func unfinishedEventsAreGivenBack() async throws {
        try await withBus { bus in
            // Nothing comes again in this test because nobody has spoken of it.
            let subscription = try bus.subscription(OutcomeRecorder(), ackWait: .seconds(3_600))
            _ = try await subscription.prepare(on: bus.connection)
            let silent = try TinyHTTPServer { _ in .hang }
            let runner = RunnerProcess(environment: [
                "NATS_URL": bus.nats.url, "GITOPS_REPOSITORY": "\(silent.url)/repo.git",
            ])
            let result = try await runner.interrupted(by: .terminate, "subscribe") { printed in
                try await waitUntil("it has subscribed", within: .seconds(120)) {
                    try printed().errors.contains("subscribed")
                }
                for number in 0..<3 { try await bus.publish(Bus.event(number)) }
                try await waitUntil("it waits for Git", within: .seconds(120)) { !silent.requests.isEmpty }
            }
            silent.stop()
            #expect(result.code == 0, "\(result.errors)")
            #expect(result.output == "")
            let consumer = try await bus.connection.pullConsumer(
                stream: "GITOPS_EVENTS", durable: "gitops-image-updater")
            var sequences: Set<UInt64> = []
            let end = ContinuousClock.now + .seconds(120)
            while sequences.count < 3, ContinuousClock.now < end {
                sequences.formUnion(try await consumer.fetch(max: 3, wait: .seconds(1)).map(\.sequence))
            }
            #expect(sequences == [1, 2, 3])
        }
    }

    @Test func wrongCredentialsEndIt() async throws {
        try await withNATSServer(arguments: ["--auth", "a token"]) { nats in
            let runner = RunnerProcess(environment: [
                "NATS_URL": nats.url, "NATS_TOKEN": "s3cret", "GITOPS_REPOSITORY": "/nonexistent.git",
            ])
            let result = try await runner.run("subscribe")
            #expect(result.code == 70)
            #expect(result.errors.contains("runner: cannot connect to"))
            #expect(!result.errors.contains("s3cret"))
        }
    }
}
