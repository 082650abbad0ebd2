import FoundationEssentials
import NATS
import TestSupport
import Testing

@testable import runner

@Suite(.timeLimit(.minutes(10))) struct DoctorTests {
    @Test(arguments: NATSServer.Program.here) func healthyInstallationIsTicked(program: NATSServer.Program) async throws
    {
        try await withBus(program) { bus in
            let before = try await bus.count
            let (code, findings) = try await examine(bus)
            #expect(code == 0)
            #expect(findings.allSatisfy { $0.state != .bad }, "\(findings)")
            let good = Set(findings.filter { $0.state == .good }.map(\.check))
            let wanted: Set = [
                "NATS", "JetStream", "stream", "repository", "credentials", "push", "server", "policy", "applications",
            ]
            #expect(good == wanted)
            #expect(findings.filter { $0.state == .note }.map(\.check).suffix(3) == ["remediations", "chat", "commit"])
            #expect(findings.contains { $0.found == "can be read, with 1 rule for applications" })
            // The consumers are not there, and a look does not make them.
            #expect(findings.contains { $0.check == "consumer" && $0.state == .note })
            #expect(try await bus.count == before)
            let plain = try await RunnerProcess(environment: environment(bus)).run("doctor")
            #expect(plain.output.contains("✔ applications  can be read"))
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

    /// Each part is read as strictly as by the handler whose it is, and one that cannot be read hides no other.
    @Test func eachPartOfThePolicyIsRead() async throws {
        try await withBus { bus in
            try await withTemporaryDirectory { directory in
                var environment = environment(bus)
                environment["GITOPS_POLICY"] = try directory.write(
                    """
                    version: 1
                    applications:
                    - {name: shop, path: apps/shop, image: [registry.example.com/shop]}
                    remediations:
                    - {name: scale-out, when: ['alertname="HighCPU"'], application: shop, steps: [{grow: {by: 1}}]}
                    chat:
                      commands: {/deploy-fix: rollback}
                      allow: [{users: [U024BE7LH], applications: ["*"], commands: [dance]}]
                    commit: {subject: "{nothing}"}

                    """, to: "policy.yaml")
                let bad = try await examine(environment).findings.filter { $0.state == .bad }
                #expect(bad.map(\.check) == ["applications", "remediations", "chat", "commit"])
                for (finding, place) in zip(bad, [":3:", ":5:", ":8:", ":9:"]) {
                    #expect(finding.found.contains("policy.yaml\(place)"), "\(finding)")
                    #expect(finding.advice?.contains("fails") == true)
                }
                environment["GITOPS_POLICY"] = try directory.write(
                    """
                    version: 1
                    applications: [{name: shop, path: apps/shop}]
                    remediations:
                    - {name: scale-out, when: ['alertname="HighCPU"'], application: shop, steps: [{scale: {by: 1}}]}
                    chat:
                      commands: {/deploy-fix: rollback, /deploy-status: status}
                      allow: [{users: [U024BE7LH], applications: ["*"], commands: [rollback]}]
                    commit: {subject: "{subject} ({handler})"}

                    """, to: "policy.yaml")
                let whole = try await examine(environment)
                #expect(whole.code == 0)
                #expect(
                    whole.findings.suffix(5).map(\.found) == [
                        "version 1, with applications, remediations, chat, commit",
                        "can be read, with 1 rule for applications", "can be read, with 1 rule for alerts",
                        "can be read, with 2 commands", "can be read",
                    ])
                environment["GITOPS_POLICY"] = try directory.write("version: 1\nremediation: []\n", to: "policy.yaml")
                let unknown = try await examine(environment).findings.filter { $0.state == .bad }
                #expect(unknown.map(\.check) == ["policy"])
                #expect(unknown.first?.found.contains("policy.yaml:2:1: unknown key") == true, "\(unknown)")
            }
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

    private func examine(_ bus: Bus) async throws -> (code: Int32, findings: [Finding]) {
        try await examine(environment(bus))
    }

    private func examine(_ environment: [String: String]) async throws -> (code: Int32, findings: [Finding]) {
        let result = try await RunnerProcess(environment: environment).run("doctor", "--json")
        let findings = try result.output.split(separator: "\n").map { line in
            try JSONDecoder().decode(Finding.self, from: Data(line.utf8))
        }
        return (result.code, findings)
    }
}
