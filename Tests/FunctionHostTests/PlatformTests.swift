import FunctionHost
import Subprocess
import TestSupport
import Testing

/// The built program as platforms start it.
@Suite struct PlatformTests {
    /// How soon a container has to answer that is started for one request.
    private static let allowance = Duration.milliseconds(100)
    /// On a machine that is slower than those that it is meant for, it has so many times as long as the program takes to
    /// print its help, which is little more than to start and to end.
    private static let slowness = 4
    /// A busy machine may be late now and then; what is fast enough is fast enough in one of these.
    private static let attempts = 50

    @Test func answersSoonAfterItsStart() async throws {
        var (best, help) = (Duration.seconds(600), Duration.seconds(600))
        var limit: Duration { max(Self.allowance, help * Self.slowness) }
        var attempts = 0
        repeat {
            attempts += 1
            help = min(help, try await BuiltExecutable(name: "image-updater")("--help").duration)
            best = min(best, try await firstAnswer())
        } while best >= limit && attempts < Self.attempts
        print("from the start to the first answer: \(best); to print the help: \(help)")
        #expect(best < limit)
    }

    /// Starts the program without arguments, with `PORT`, and asks it to end.
    ///
    /// - Returns: the time from its start to its first answer.
    private func firstAnswer() async throws -> Duration {
        let program = BuiltExecutable(
            name: "image-updater", environment: ["GITOPS_REPOSITORY": "https://git.invalid/repo.git", "PORT": "0"])
        let start = ContinuousClock.now
        let result = try await Subprocess.run(
            .path(program.path), environment: program.variables, input: .none, output: .string(limit: 1 << 16),
            error: .sequence
        ) { execution in
            var time: Duration?
            for try await line in execution.standardError.strings() {
                guard let port = ServeTests.port(in: line) else { continue }
                let answer = try await WireConnection.ask(port: port, RunningApplication.request("{}"))
                time = .now - start
                #expect(answer.status == 400)
                try execution.send(signal: .terminate)
            }
            return time
        }
        #expect(result.terminationStatus == .exited(0))
        #expect(result.standardOutput.isEmpty)
        return try #require(result.closureResult)
    }

    @Test func readsStandardInputWithoutAPort() async throws {
        let program = BuiltExecutable(
            name: "image-updater", environment: ["GITOPS_REPOSITORY": "https://git.invalid/repo.git", "PORT": ""])
        let ending = try await program(input: "{}")
        #expect(ending.status == .exited(65))
    }

    @Test(arguments: ["GITOPS_DRAIN", "GITOPS_MAX_EVENTS", "GITOPS_CHAT_WAIT"])
    func saysWhichLimitCannotBeUsed(variable: String) {
        let error = #expect(throws: SettingsError.self) { try HTTPLimits(environment: [variable: "many"]) }
        #expect(error?.variable == variable)
    }

    @Test func limitsAreAsTheEnvironmentSays() throws {
        #expect(try HTTPLimits(environment: [:]).drain == .zero)
        #expect(try HTTPLimits(environment: ["fprocess": "./image-updater"]).drain == .seconds(10))
        #expect(try HTTPLimits(environment: ["fprocess": "x", "GITOPS_DRAIN": "3"]).drain == .seconds(3))
        #expect(try HTTPLimits(environment: ["GITOPS_MAX_EVENTS": "7"]).events == 7)
        #expect(try HTTPLimits(environment: [:]).chat == .milliseconds(2500))
        #expect(try HTTPLimits(environment: ["GITOPS_CHAT_WAIT": "20"]).chat == .seconds(20))
    }
}
