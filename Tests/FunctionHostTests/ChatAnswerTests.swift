import Events
import FoundationEssentials
import GitOps
import TestSupport
import Testing

@testable import FunctionHost

/// How commands from chats are verified and answered over HTTP.
@Suite(.timeLimit(.minutes(5))) struct ChatAnswerTests {
    private static func serving(
        _ more: [String: String] = [:], _ body: (RunningApplication, Fixture) async throws -> Void
    ) async throws {
        try await Fixture.with { fixture in
            let environment = fixture.environment.merging(ChatHost.variables) { $1 }.merging(more) { $1 }
            try await RunningApplication.with(try ChatHost.pipeline(environment)) { application in
                try await body(application, fixture)
            }
        }
    }

    @Test func slackIsAnsweredInItsOwnFormat() async throws {
        try await Self.serving { application, fixture in
            let body = ChatRequests.slack("hello", id: "1.1")
            let answer = try await ChatHost.post(body, ChatRequests.signature(of: body), to: application)
            #expect(answer.status == 200 && answer["content-type"] == "application/json")
            let message = try SlashAnswer(answer.body)
            #expect(message.response_type == "in_channel")
            #expect(message.text == "Note &lt;hello&gt;")
            let commit = try await fixture.commits()[0]
            let blocks = try #require(message.blocks)
            #expect(blocks.map(\.type) == ["section", "section", "section", "context"])
            #expect(blocks[1].text?.text == "```\nnotes/chat\n  text: (none) → hello\n```")
            let diff = try #require(blocks[2].text?.text)
            #expect(
                diff.hasPrefix("```\n--- ") && diff.hasSuffix("\n+++ b/notes/chat\n@@ -0,0 +1 @@\n+hello\n```"),
                "\(diff)")
            #expect(
                blocks[3].elements?.first?.text
                    == "<@U024BE7LH>: `/note hello` · <https://git.example.com/c/\(commit)|commit \(commit.prefix(7))>")
            #expect(blocks.allSatisfy { ($0.text ?? $0.elements?.first)?.verbatim == true })

            // The same again: nothing is done, and nobody else has to hear of it.
            let again = try SlashAnswer(
                try await ChatHost.post(body, ChatRequests.signature(of: body), to: application).body)
            #expect(again.response_type == "ephemeral")
            #expect(try await fixture.commits()[0] == commit)

            let forbidden = ChatRequests.slack("forbidden", id: "1.2")
            let refusal = try await ChatHost.post(forbidden, ChatRequests.signature(of: forbidden), to: application)
            #expect(refusal.status == 200)
            let refused = try SlashAnswer(refusal.body)
            #expect(refused.response_type == "ephemeral")
            #expect(
                refused.text.hasPrefix("Refused: ") && refused.text.contains("&lt;!channel&gt; may not &amp; so on"))
            #expect(!refusal.body.contains("<!channel>"))
        }
    }

    @Test func onlyTheChatIsHeard() async throws {
        // Whoever may send other events may give no commands.
        try await Self.serving(["GITOPS_WEBHOOK_SECRET": "all"]) { application, fixture in
            let before = try await fixture.commits()
            let body = ChatRequests.slack("hello")
            for headers in [
                "", ChatRequests.signature(of: body, secret: "another"), ChatRequests.signature(of: body + " "),
                ChatRequests.signature(of: body, at: .now.addingTimeInterval(-400)), "Authorization: Bearer all\r\n",
            ] {
                let answer = try await ChatHost.post(body, headers, to: application)
                #expect(answer.status == 401, "\(headers)")
                #expect(answer.body.contains(#""outcome":"refused""#))
            }
            let own = #"{"user_id":"U024BE7LH","command":"/note","text":"hello","trigger_id":"1.2"}"#
            #expect(try await application.post(own, headers: "Authorization: Bearer all\r\n").status == 401)
            #expect(try await fixture.commits() == before)
        }
    }

    @Test func aLongCommandIsLookedAtAsAnyOther() async throws {
        let more = ["GITOPS_MATTERMOST_TOKEN": "mm-token", "GITOPS_MAX_EVENT_BYTES": "4000000"]
        try await Self.serving(more) { application, fixture in
            let before = try await fixture.commits()
            let own = #"{"user_id":"U1","command":"/note","text":"b","trigger_id":"9"}"#
            let long = own + String(repeating: " ", count: Delivery.standardByteLimit)
            #expect(try await application.post(long, headers: "Authorization: Token mm-token\r\n").status == 401)
            #expect(try await fixture.commits() == before)
        }
    }

    @Test func mattermostAndTeamsAreAnsweredInTheirs() async throws {
        let more = ["GITOPS_MATTERMOST_TOKEN": "mm-token", "GITOPS_TEAMS_SECRET": "a2V5"]
        try await Self.serving(more) { application, fixture in
            let form = "user_id=c3a4&team_id=t&channel_id=c&command=/note&text=a*b*%20@all&trigger_id=7&token=mm-token"
            let answer = try SlashAnswer(try await ChatHost.post(form, "", to: application).body)
            let commit = try await fixture.commits()[0]
            #expect(answer.response_type == "in_channel" && answer.blocks == nil)
            #expect(answer.text.hasPrefix("Note &lt;a\\*b\\* @\u{200B}all&gt;\n\n"))
            #expect(answer.text.contains("\n\n```diff\n--- ") && answer.text.contains("\n+a*b* @all\n```\n\n[commit"))
            #expect(answer.text.contains("[commit \(commit.prefix(7))](https://git.example.com/c/\(commit))"))
            #expect(answer.text.hasSuffix("asked by `c3a4`: `/note a*b* @all`"))

            // A secret is good for its own chat alone: not for a form of Slack, nor for our own JSON.
            let slack = "user_id=U1&api_app_id=A&command=/note&text=b&trigger_id=8&token=mm-token"
            #expect(try await ChatHost.post(slack, "", to: application).status == 401)
            let own = #"{"user_id":"U1","command":"/note","text":"b","trigger_id":"8"}"#
            let ofOwn = "Authorization: HMAC \(Self.code(of: own, key: "key"))\r\n"
            #expect(try await application.post(own, headers: ofOwn).status == 401)
            let event = "ce-specversion: 1.0\r\nce-id: 2\r\nce-source: s\r\nce-type: t\r\n"
            #expect(try await ChatHost.post(form, event, to: application).status == 401)

            let message = """
                {"type":"message","id":"9","text":"<at>note</at> to <b>all</b>","from":{"aadObjectId":"u"},\
                "channelData":{"tenant":{"id":"t"}}}
                """
            let code = Self.code(of: message, key: "key")
            let teams = try await application.post(message, headers: "Authorization: HMAC \(code)\r\n")
            #expect(teams.status == 200)
            let reply = try JSONDecoder().decode([String: String].self, from: Data(teams.body.utf8))
            #expect(reply["type"] == "message" && Set(reply.keys) == ["type", "text"])
            #expect(reply["text"]?.hasPrefix("Note &lt;") == true)
            #expect(try await application.post(message, headers: "Authorization: HMAC a2V5\r\n").status == 401)
        }
    }

    /// Without a secret of a chat, our own JSON is taken and answered as any event.
    @Test func ourOwnJSONIsAnsweredWithTheOutcome() async throws {
        try await Fixture.with { fixture in
            try await RunningApplication.with(try ChatHost.pipeline(fixture.environment)) { application in
                let own = #"{"user_id":"U1","command":"/note","text":"hello","trigger_id":"1.2"}"#
                let answer = try await application.post(own)
                #expect(answer.body.contains(#""outcome":"pushed""#))
                #expect(answer.body.contains(#""link":"https://git.example.com/c/"#))
            }
        }
    }

    /// The HMAC-SHA256 in base64.
    private static func code(of text: String, key: String) -> String {
        let digits = GitHubSignature.headers(of: Array(text.utf8), secret: key)[0].value.dropFirst(7)
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { place in
            UInt8(digits.dropFirst(place).prefix(2), radix: 16)
        }
        return Data(bytes).base64EncodedString()
    }
}
