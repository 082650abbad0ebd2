import Events
import FoundationEssentials
import GitOps
import Testing

@testable import FunctionHost

/// How a command is shown that waits for somebody's approval.
@Suite struct PendingAnswerTests {
    private static func message(_ system: ChatCommand.System, pending: String?) throws -> String {
        var outcome = Outcome(.unchanged, "Waits for approval by: approve 1a2b3c4d", handler: "chat-rollback")
        outcome.pending = pending
        outcome.commit = "0123456789abcdef0123456789abcdef01234567"
        outcome.changes = [Change(application: "shop", path: "k.yaml", field: "newTag", from: "v1", to: "v2")]
        let command = ChatCommand(system: system, user: "U1", command: "/deploy", text: "deploy shop v2")
        let answer = ChatAnswer(outcome, to: command, repository: "https://git.example.com/team/gitops")
        return String(decoding: try ChatMessage(answer).json, as: UTF8.self)
    }

    /// A colleague has to see the code.
    @Test(arguments: [ChatCommand.System.slack, .own, .mattermost]) func isForTheChannel(
        system: ChatCommand.System
    ) throws {
        let text = try Self.message(system, pending: "1a2b3c4d")
        #expect(text.contains(#""response_type":"in_channel""#))
        #expect(text.contains("approve 1a2b3c4d") && text.contains("newTag: v1 → v2"))
        // The commit that holds the request is not what is asked for.
        #expect(!text.contains("/commit/"))
        #expect(try Self.message(system, pending: nil).contains(#""response_type":"ephemeral""#))
    }

    @Test func teamsShowsItToo() throws {
        let text = try Self.message(.teams, pending: "1a2b3c4d")
        #expect(text.contains("approve 1a2b3c4d") && text.contains("v1 → v2") && !text.contains("/commit/"))
    }

    @Test func theLineHasTheCode() throws {
        var outcome = Outcome(.unchanged, "waits", handler: "h")
        outcome.pending = "1a2b3c4d"
        #expect(String(decoding: try outcome.jsonLine(), as: UTF8.self).contains(#""pending":"1a2b3c4d""#))
    }
}
