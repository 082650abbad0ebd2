import FoundationEssentials
import GitOps
import HTTPClient
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// An image, run by a real engine as strictly as a platform does.
@Suite(.timeLimit(.minutes(20))) struct ContainerTests {
    @Test(.enabled(if: ContainerTools.canRun, "scripts/test prepares engine and release binary, as root"))
    func anEventBecomesACommit() async throws {
        try await ContainerTools.with { environment, directory in
            let image = "localhost/image-updater:test"
            let made = try await RunnerProcess(environment: environment).run(
                "package", "image-updater", "--binary", try ContainerTools.binary("image-updater"), "--tag", image)
            #expect(made.code == 0, "\(made.errors)")
            try await Monorepo(applications: 1, history: 0, policy: true).write(to: directory.path("repo.git"))
            try await withGitServer(serving: directory.path) { server in
                let port = try LoopbackPort()
                let container = Container(
                    image: image, engineVariables: environment,
                    variables: ["GITOPS_REPOSITORY": server.url(for: "repo.git"), "PORT": "\(port.number)"])
                let status = try await container.run {
                    let client = try HTTPClient(.init(limits: .init(stall: .seconds(300), total: .seconds(300))))
                    try await waitUntil("the container answers", within: .seconds(300)) {
                        LoopbackConnection.answers(port: port.number)
                    }
                    let answer = try await client.send(
                        .post(json: Bus.event(0), to: "http://127.0.0.1:\(port.number)/"))
                    #expect(answer.status == 200)
                    let outcome = try JSONDecoder().decode(Outcome.self, from: Data(answer.body))
                    #expect(outcome.outcome == .pushed, "\(outcome.message)")
                    let git = GitCommand(in: directory.path("repo.git"))
                    #expect(try await git("rev-parse", "main").text == outcome.commit)
                    let probe = try await client.send(.init(url: "http://127.0.0.1:\(port.number)/_/health"))
                    #expect(probe.status == 200)
                }
                // It ended by itself when it was asked to, and was not killed.
                #expect(status == .exited(0))
            }
        }
    }

    /// The runner's own image takes events from NATS, as in a cluster.
    @Test(.enabled(if: ContainerTools.canRun, "scripts/test prepares engine and release binaries, as root"))
    func theRunnerTakesEventsFromTheBus() async throws {
        try await ContainerTools.with { environment, _ in
            let image = "localhost/runner:test"
            let made = try await RunnerProcess(environment: environment).run(
                "package", "runner", "--binary", try ContainerTools.binary("runner"), "--tag", image)
            #expect(made.code == 0, "\(made.errors)")
            let size = try made.line(PackagedImage.self).bytes
            print("the image of runner takes \(size) bytes unpacked")
            #expect(size < 60_000_000)
            try await withBus { bus in
                let container = Container(
                    image: image, engineVariables: environment,
                    variables: ["GITOPS_REPOSITORY": bus.git.url(for: "repo.git"), "NATS_URL": bus.nats.url])
                try await bus.publish(Bus.event())
                let status = try await container.run {
                    try await waitUntil("the event has become a commit", within: .seconds(300)) {
                        try await Task.sleep(for: .milliseconds(100))
                        return try await bus.count == Bus.commits + 1
                    }
                }
                #expect(status == .exited(0))
            }
        }
    }

    /// A container of an image that shares the network of this machine.
    private struct Container {
        let image: String
        let engineVariables: [String: String]
        let variables: [String: String]
        private let name = "gitops-test-\(UUID().uuidString)"

        init(image: String, engineVariables: [String: String], variables: [String: String]) {
            self.image = image
            self.engineVariables = engineVariables
            self.variables = variables
        }

        /// Runs it while `body` runs, and then asks it to end.
        func run(_ body: @escaping @Sendable () async throws -> Void) async throws -> TerminationStatus {
            do {
                return try await withTimeout(.seconds(600), for: "the container") { try await runToEnd(body) }
            } catch {
                _ = try? await Tool.run("podman", ["rm", "--force", name], environment: engineVariables)
                throw error
            }
        }

        private func runToEnd(_ body: @escaping @Sendable () async throws -> Void) async throws -> TerminationStatus {
            let settings = variables.flatMap { ["--env", "\($0.key)=\($0.value)"] }
            let arguments =
                [
                    "--runtime", "runc", "run", "--rm", "--name", name, "--network=host", "--read-only",
                    "--read-only-tmpfs=false",
                    "--cap-drop=ALL", "--security-opt=no-new-privileges", "--ulimit", "nofile=1024:1024", "--ulimit",
                    "nproc=4096:4096",
                ] + settings + [image]
            let result = try await Subprocess.run(
                .path(FilePath(try Tool.path("podman"))), arguments: Arguments(arguments),
                environment: .inherit.updating(
                    Dictionary(uniqueKeysWithValues: engineVariables.map { (.init(stringLiteral: $0), $1) })),
                input: .none, output: .discarded, error: .string(limit: 1 << 20)
            ) { execution in
                try await body()
                try execution.send(signal: .terminate)
            }
            if !result.terminationStatus.isSuccess { print(result.standardError) }
            return result.terminationStatus
        }
    }
}
