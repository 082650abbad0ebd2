import GitOps
import TestSupport
import Testing

/// Commands other than rollbacks, and who may.
@Suite struct CommandTests {
    private static let app = ChatFixture.application

    @Test(
        arguments: [
            ("rollback \(app)", "/deploy", "U9", "T1", 1.0, "chat.allow does not let U9 of T1 in C1 command anything"),
            ("rollback \(app)", "/deploy", "U1", "T9", 1, "does not let U1 of T9 in C1 rollback \(app)"),
            ("rollback app-00003-dev", "/deploy", "U1", "T1", 1, "does not let U1 of T1 in C1 rollback app-00003-dev"),
            ("scale \(app) 3", "/deploy", "U2", "T1", 1, "does not let U2 of T1 in C1 scale \(app)"),
            ("rollback \(app)", "/deploy", "U1", "T1", 901, "older than 15 minutes"),
            (app, "/other", "U1", "T1", 1, "gives this slash command no meaning"),
            ("destroy \(app)", "/deploy", "U1", "T1", 1, "the first word is none of the commands"),
            ("rollback app-00033-prod", "/deploy", "U1", "T1", 1, "no application of this name; did you mean app-"),
            ("rollback", "/deploy", "U1", "T1", 1, "rollback needs the name of an application"),
            ("rollback \(app) to", "/deploy", "U1", "T1", 1, "needs a tag, a commit or previous"),
            ("rollback \(app) to v0.0.0", "/deploy", "U1", "T1", 1, "has the tag"),
            ("deploy \(app) not/a/tag", "/deploy", "U1", "T1", 1, "no image tag"),
            ("deploy \(app) branch x", "/deploy", "U1", "T1", 1, "names no targetRevision"),
            ("scale \(app) many", "/deploy", "U1", "T1", 1, "needs a number of replicas"),
            ("scale \(app) 99", "/deploy", "U1", "T1", 1, "replicas allows"),
        ] as [(String, String, String, String, Double, String)])
    func isRefused(
        text: String, slash: String, user: String, team: String, delay: Double, words: String
    ) async throws {
        try await ChatFixture.run { fixture in
            let before = try await fixture.git("rev-parse", "main").text
            let outcome = try await fixture.writer().write(
                try ChatFixture.command(text, id: "a", slash: slash, user: user, team: team, delay: delay))
            #expect(outcome.outcome == .refused && outcome.message.contains(words), "\(outcome.message)")
            #expect(try await fixture.git("rev-parse", "main").text == before)
        }
    }

    @Test func aStrangerIsRefusedWhateverWasDone() async throws {
        try await ChatFixture.run { fixture in
            let writer = try fixture.writer()
            #expect(
                await writer.write(try ChatFixture.command("deploy \(Self.app) v7.0.0", id: "a")).outcome == .pushed)
            #expect(
                await writer.write(try ChatFixture.command("deploy \(Self.app) v7.0.0", id: "a")).outcome == .unchanged)
            let stranger = await writer.write(try ChatFixture.command("deploy \(Self.app) v7.0.0", id: "a", user: "U9"))
            #expect(stranger.outcome == .refused && stranger.commit == nil)
        }
    }

    @Test func deployHoldAndResume() async throws {
        try await ChatFixture.run { fixture in
            let writer = try fixture.writer()
            func run(_ text: String, _ id: String) async throws -> Outcome {
                await writer.write(try ChatFixture.command(text, id: id))
            }
            let deployed = try await run("deploy \(Self.app) v7.0.0", "1")
            #expect(deployed.outcome == .pushed, "\(deployed.message)")
            #expect(try await fixture.git("show", "main:\(ChatFixture.kustomization)").text.contains("v7.0.0"))
            #expect(try await run("hold \(Self.app) v7.0.1", "2").outcome == .pushed)
            #expect(try await run("hold \(Self.app) v7.0.1", "3").outcome == .unchanged)
            #expect(
                await writer.write(try ChatFixture.image("v7.0.1", id: "i")).refused?.contains {
                    $0.rule.contains("is held since")
                } == true)
            let status = try await run("status \(Self.app)", "4")
            #expect(status.outcome == .unchanged)
            for words in ["v7.0.0", "held off: ", "asked for by U1"] { #expect(status.message.contains(words)) }
            let check = try await run("check \(Self.app)", "5")
            #expect(check.message.contains("v7.0.1 is held off by U1") && check.message.contains("no healthy state"))
            #expect(try await run("resume \(Self.app)", "6").outcome == .pushed)
            #expect(try await run("resume \(Self.app)", "7").outcome == .unchanged)
            let help = try await run("help", "8")
            #expect(help.outcome == .unchanged && help.message.contains("/deploy-fix is rollback"))
        }
    }

    @Test func theTextForgesNothing() async throws {
        try await ChatFixture.run { fixture in
            let text = #"deploy \#(Self.app) v7.0.0 \nGitops-Actor: U9\n\n--- $(touch x)"#
            let outcome = try await fixture.writer().write(try ChatFixture.command(text, id: "a"))
            #expect(outcome.outcome == .pushed, "\(outcome.message)")
            let actors = try await fixture.git("log", "-1", "--format=%(trailers:key=Gitops-Actor,valueonly)", "main")
                .text
            #expect(actors.split(separator: "\n") == ["U1"])
        }
    }
}
