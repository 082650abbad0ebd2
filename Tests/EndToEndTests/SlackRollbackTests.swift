import TestSupport
import Testing

/// One line in Slack brings back the state that Argo CD saw healthy: the functions are processes, the server is Git's own,
/// and Slack's requests are signed as Slack signs them.
@Suite struct SlackRollbackTests {
    private static let name = RolledBackApplication.name

    private let user = SlackUser(id: "U024BE7LH")

    @Test(.timeLimit(.minutes(10))) func aCommandBringsTheHealthyStateBack() async throws {
        try await RolledBackApplication.withFunctions(1) { functions, git in
            let function = functions[0]
            let before = try await git("rev-parse", "main").text
            let command = user.command("\(Self.name) errors since noon", trigger: "13345224609.738474920.8088930838")
            let answer = try await command.send(to: function)
            #expect(answer.status == 200, "\(answer.body)")
            let commit = try await git("rev-parse", "main").text
            try await RolledBackApplication.checkCommand(
                git, after: before, event: "slack#13345224609.738474920.8088930838")

            let message = try SlackUser.Message(answer)
            #expect(message.response_type == "in_channel")
            #expect(message.text.hasPrefix("\(Self.name) goes back to its state of 2026-01-31T12:00:00Z"))
            #expect(
                message.text.hasSuffix(
                    "; held off: \(RolledBackApplication.files.image):v6.0.0; reason: errors since noon"))
            let blocks = try #require(message.blocks)
            #expect(blocks.first?.type == "section" && blocks.first?.words == message.text)
            let values = blocks.dropFirst().map(\.words).first ?? ""
            #expect(values.contains(RolledBackApplication.file) && values.contains("v6.0.0 → "), "\(answer.body)")
            // A field that is gone again is in the difference of the files, too.
            let diff = blocks.dropFirst(2).map(\.words).first ?? ""
            #expect(
                diff.contains("+++ b/\(RolledBackApplication.file)\n@@ ")
                    && diff.contains("\n-  newTag: v6.0.0\n+  newTag: v1."))
            let link = "<https://git.example.com/team/gitops/-/commit/\(commit)|commit \(commit.prefix(7))>"
            #expect(blocks.last?.type == "context")
            #expect(
                blocks.last?.words == "<@U024BE7LH>: `/deploy-fix \(Self.name) errors since noon` · \(link)",
                "\(blocks.last?.words ?? "")")

            // Slack sends a command again if it has waited too long: it is carried out once, and told to nobody else.
            let again = try await command.send(to: function)
            #expect(again.status == 200)
            let repeated = try SlackUser.Message(again)
            #expect(repeated.response_type == "ephemeral" && repeated.text == "this event was handled before")
            #expect(try await git("rev-parse", "main").text == commit)

            // Who may not command is told no more of it than of any other.
            let stranger = SlackUser(id: "U0STRANGER")
            for trigger in ["13345224609.738474920.8088930838", "1.2.3"] {
                let refusal = try await stranger.command(Self.name, trigger: trigger).send(to: function)
                #expect(refusal.status == 200)
                let refused = try SlackUser.Message(refusal)
                #expect(refused.response_type == "ephemeral")
                #expect(refused.text.hasPrefix("Refused: chat.allow does not let U0STRANGER"), "\(refused.text)")
                #expect(!refusal.body.contains(commit.prefix(7)))
            }
            #expect(try await git("rev-parse", "main").text == commit)
            #expect(try !function.log.contains(SlackUser.signingSecret))
        }
    }

    @Test(.timeLimit(.minutes(10))) func whatSlackDidNotSignIsNotHeard() async throws {
        try await RolledBackApplication.withFunctions(1) { functions, git in
            let function = functions[0]
            let before = try await git("rev-parse", "main").text
            let signed = user.command(Self.name, trigger: "1.2.3")
            var unsigned = signed
            unsigned.headers = []
            var changed = signed
            changed.body = changed.body.replacing(Self.name, with: "app-00004-prod")
            var redated = signed
            redated.headers[0].value = user.command("", trigger: "", age: 9).headers[0].value
            let requests = [
                unsigned, changed, redated, user.command(Self.name, trigger: "1.2.3", secret: "another"),
                user.command(Self.name, trigger: "1.2.3", age: 400),
                user.command(Self.name, trigger: "1.2.3", age: -400),
            ]
            for (number, request) in requests.enumerated() {
                let answer = try await request.send(to: function)
                #expect(answer.status == 401, "request \(number): \(answer.body)")
            }
            #expect(try await git("rev-parse", "main").text == before)
            // The branch stayed because of the signatures alone.
            #expect(try await signed.send(to: function).status == 200)
            #expect(try await git("rev-parse", "main^").text == before)
        }
    }
}
