import FoundationEssentials
import GitOps
import NATS
import TestSupport
import Testing

/// The built executable: one event at a time.
@Suite(.timeLimit(.minutes(10))) struct CommandTests {
    /// A line that 'publish' prints.
    struct Stored: Decodable {
        let subject: String
        let stream: String
        let sequence: UInt64
    }

    static let samples =
        #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/events-samples/image"

    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: samples).sorted()
    }

    @Test func invokeTakesEverySample() async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo(applications: 1, history: 0, policy: true).write(to: directory.path("repo.git"))
            let runner = RunnerProcess(environment: ["GITOPS_REPOSITORY": directory.path("repo.git")])
            for name in try Self.names() {
                let result = try await runner.run(
                    "invoke", "image-updater", "-f", "\(Self.samples)/\(name)", "--dry-run")
                let outcome = try result.line(Outcome.self)
                // Of what the policy does not know, or what is no news of a tag, nothing is changed.
                let expected: Set<OutcomeKind> = name.hasPrefix("invalid-") ? [.invalid] : [.refused, .unchanged]
                #expect(expected.contains(outcome.outcome), "\(name)")
                #expect(outcome.dryRun == true)
                #expect(result.code == outcome.outcome.exitCode)
                #expect(result.errors == "")
            }
        }
    }

    @Test func invokePreviewsAndPushes() async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo(applications: 1, history: 0, policy: true).write(to: directory.path("repo.git"))
            let git = GitCommand(in: directory.path("repo.git"))
            let runner = RunnerProcess(environment: ["GITOPS_REPOSITORY": directory.path("repo.git")])
            let body = Bus.event(0)
            let preview = try await runner.run("invoke", "image-updater", "-f", "-", "--dry-run", input: body)
            #expect(preview.code == 0)
            #expect(preview.output.contains("+  newTag: v1.9.0\n"))
            #expect(preview.output.contains("\nUpdate app-00000 to v1.9.0 in dev, stage, prod\n"))
            #expect(try preview.line(Outcome.self).outcome == .pushed)
            #expect(try await git("rev-list", "--count", "main").text == "1")

            let pushed = try await runner.run("invoke", "image-updater", "-f", "-", input: body)
            #expect(pushed.code == 0)
            #expect(pushed.output.split(separator: "\n").count == 1)
            #expect(try pushed.line(Outcome.self).commit == (try await git("rev-parse", "main").text))
            let again = try await runner.run("invoke", "image-updater", "-f", "-", input: body)
            #expect(try again.line(Outcome.self).outcome == .unchanged)
        }
    }

    @Test(arguments: [
        ([:], "GITOPS_REPOSITORY is not set"), (["GITOPS_REPOSITORY": "/nonexistent.git"], "there is no repository"),
    ])
    func invokeWithoutARepositoryFails(environment: [String: String], words: String) async throws {
        let result = try await RunnerProcess(environment: environment)
            .run("invoke", "image-updater", "-f", "\(Self.samples)/ours.json")
        #expect(result.code == 70)
        #expect(try result.line(Outcome.self).message.contains(words))
    }

    @Test func publishTakesEverySample() async throws {
        try await withBus { bus in
            let runner = RunnerProcess(environment: ["NATS_URL": bus.nats.url])
            var sequence: UInt64 = 0
            for name in try Self.names() {
                let result = try await runner.run("publish", "gitops.events.image", "-f", "\(Self.samples)/\(name)")
                sequence += 1
                #expect(result.code == 0, "\(name): \(result.errors)")
                let stored = try result.line(Stored.self)
                #expect((stored.stream, stored.sequence) == ("GITOPS_EVENTS", sequence))
            }
            let number = try #require(try Self.names().firstIndex(of: "cloudevent-binary.http")) + 1
            let binary = try #require(try await bus.connection.storedMessage(UInt64(number), in: "GITOPS_EVENTS"))
            #expect(binary.headers["ce-id"] == "4712")
            #expect(binary.headers["Content-Type"] == "application/json")
            #expect(binary.payload.starts(with: Array(#"{"image""#.utf8)))
        }
    }

    @Test func publishWithoutAStreamOrAServerIsAnError() async throws {
        let file = "\(Self.samples)/ours.json"
        try await withBus { bus in
            let runner = RunnerProcess(environment: ["NATS_URL": bus.nats.url])
            let result = try await runner.run("publish", "nobody.listens", "-f", file)
            #expect(result.code == 70)
            #expect(result.output == "")
            #expect(result.errors.hasPrefix("runner: no stream takes the subject nobody.listens"))
            #expect(result.errors.split(separator: "\n").count == 1)
            await bus.nats.stop()
            let away = try await runner.run("publish", "gitops.events.image", "-f", file, "--server", bus.nats.url)
            #expect(away.code == 75)
            #expect(away.errors.hasPrefix("runner: cannot connect to \(bus.nats.url)"))
            #expect(away.errors.split(separator: "\n").count == 1)
        }
    }

    @Test(arguments: [
        (["invoke", "nobody", "-f", "-"], "There are: image-updater"),
        (["invoke", "image-updater"], "Missing expected argument '--file <file>'"),
        (["invoke", "image-updater", "-f", "/proc/none"], "cannot read /proc/none: No such file or directory"),
        (["publish", "-f", "-"], "Missing expected argument '<subject>'"),
        (["publish", "a", "-f", "-", "--server", "nats://ada:s3cret@host"], "--server takes no credentials"),
        (["subscribe", "--handlers", "nobody"], "There are: image-updater"),
        (["dance"], "Unexpected argument 'dance'"),
    ])
    func usageErrors(arguments: [String], words: String) async throws {
        let result = try await RunnerProcess(environment: ["GITOPS_REPOSITORY": "/nonexistent.git"]).run(arguments)
        #expect(result.code == 64)
        #expect(result.output == "")
        #expect(result.errors.contains(words), "\(result.errors)")
        #expect(!result.errors.contains("s3cret"))
    }

    @Test func initSaysWhichSettingIsWrong() async throws {
        let result = try await RunnerProcess(environment: ["GITOPS_TIMEOUT": "soon"]).run("init", "/nonexistent.git")
        #expect(result.code == 70)
        #expect(result.output == "")
        #expect(result.errors.hasPrefix("runner: GITOPS_TIMEOUT"), "\(result.errors)")
    }

    @Test(arguments: ["invoke", "publish", "subscribe", "gateway", "package", "demo"])
    func helpHasExamplesAndVerbosity(command: String) async throws {
        let result = try await RunnerProcess().run(command, "--help")
        #expect(result.code == 0)
        #expect(result.output.contains("-v, --verbose"))
        if command != "demo" { #expect(result.output.contains("EXAMPLES:")) }
        let all = try await RunnerProcess().run("--help")
        #expect(all.output.contains("EXAMPLES:"))
        #expect(all.output.contains("  \(command) "))
    }
}
