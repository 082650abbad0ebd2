import FoundationEssentials
import NATS
import TestSupport
import Testing

@testable import runner

@Suite(.timeLimit(.minutes(2))) struct DoctorTests {
    @Test(arguments: NATSServer.Program.here) func healthyInstallationIsTicked(program: NATSServer.Program) async throws
    {
        try await withBus(program) { bus in
            let before = try await bus.count
            let (code, findings) = try await examine(bus)
            #expect(code == 0)
            #expect(findings.allSatisfy { $0.state != .bad }, "\(findings)")
            let good = Set(findings.filter { $0.state == .good }.map(\.check))
            #expect(good == ["NATS", "JetStream", "stream", "repository", "credentials", "push", "server", "policy"])
            #expect(findings.contains { $0.found == "can be read, with 1 rule for applications" })
            // The consumers are not there, and a look does not make them.
            #expect(findings.contains { $0.check == "consumer" && $0.state == .note })
            #expect(try await bus.count == before)
            let plain = try await RunnerProcess(environment: environment(bus)).run("doctor")
            #expect(plain.output.contains("✔ policy        can be read"))
        }
    }

    @Test func whatIsWrongIsCrossedWithAdvice() async throws {
        try await withBus { bus in
            try await bus.breakPolicy()
            try await bus.repository("config", "http.receivepack", "false")
            var stream = ConsumerConfiguration(
                stream: "GITOPS_EVENTS", durable: "gitops-image-updater", filterSubject: "gitops.events.image")
            stream.maxDeliver = 3
            _ = try await bus.connection.ensureConsumer(stream)
            let (code, findings) = try await examine(bus)
            #expect(code == 70)
            let bad = findings.filter { $0.state == .bad }
            #expect(bad.map(\.check) == ["consumer", "push", "policy"])
            #expect(bad[0].found.contains("(max_deliver)"))
            #expect(bad[2].found.contains(".gitops.yaml"))
            #expect(bad.allSatisfy { $0.advice?.isEmpty == false })
        }
    }

    @Test func whatIsAwayIsSaid() async throws {
        let runner = RunnerProcess(
            environment: ["NATS_URL": "nats://127.0.0.1:1", "GITOPS_REPOSITORY": "/nonexistent.git"])
        let result = try await runner.run("doctor")
        #expect(result.code == 70)
        #expect(result.output.contains("✘ NATS          cannot connect to nats://127.0.0.1:1"))
        #expect(result.output.contains("✘ repository    there is no repository at /nonexistent.git"))
        #expect(result.output.contains("→ is the server up, and is NATS_URL its address?"))
        let bare = try await RunnerProcess(environment: ["NATS_URL": "nats://127.0.0.1:1"]).run("doctor")
        #expect(bare.output.contains("GITOPS_REPOSITORY is not set"))
    }

    private func environment(_ bus: Bus) -> [String: String] {
        ["NATS_URL": bus.nats.url, "GITOPS_REPOSITORY": bus.git.url(for: "repo.git")]
    }

    private func examine(_ bus: Bus) async throws -> (Int32, [Finding]) {
        let result = try await RunnerProcess(environment: environment(bus)).run("doctor", "--json")
        let findings = try result.output.split(separator: "\n").map { line in
            try JSONDecoder().decode(Finding.self, from: Data(line.utf8))
        }
        return (result.code, findings)
    }
}
