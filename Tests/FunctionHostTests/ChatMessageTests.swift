import Events
import FoundationEssentials
import GitOps
import Testing

@testable import FunctionHost

/// What comes from outside in a message to a chat.
@Suite struct ChatMessageTests {
    @Test func longTextsAreCut() throws {
        let command = ChatCommand(
            system: .slack, user: "<@U1>", command: "/note", text: String(repeating: "`&", count: 900))
        var outcome = Outcome(.pushed, String(repeating: "<", count: 5_000), handler: "h")
        outcome.changes = (0..<12).map { number in
            Change(
                application: "a", path: "p", field: "f\(number)", from: nil, to: String(repeating: "x", count: 200))
        }
        outcome.diff = String(repeating: "+\(String(repeating: "<`", count: 90))\n", count: 100)
        let answer = ChatAnswer(outcome, to: command, repository: "/srv/repo")
        #expect(answer.link == nil && answer.changes.last == "and 2 more" && answer.changes.count == 12)
        let message = try SlashAnswer(String(decoding: try ChatMessage(answer).json, as: UTF8.self))
        for block in try #require(message.blocks) {
            let text = try #require(block.text ?? block.elements?.first).text
            #expect(text.count <= 3_000)
            #expect(!text.contains("<"))
        }
        #expect(message.text.hasSuffix("&lt;…"))
    }

    /// What comes from outside stays in its place, whatever it is.
    @Test(arguments: [
        "```", "`\u{301} @all `\u{301}", "\n\n@all", "\r\n```\r\n<!channel>", "<\u{338}!channel>", "\u{202E}lla@",
        "\u{2028}@here",
        "[x](https://evil.example.com)", "<https://evil.example.com|x>",
    ])
    func nothingLeavesItsPlace(text: String) throws {
        for system in [ChatCommand.System.slack, .mattermost, .teams] {
            let command = ChatCommand(system: system, user: "U1", command: "/note", text: text)
            var outcome = Outcome(.pushed, "done", handler: "h")
            outcome.changes = [Change(application: "a", path: text, field: text, from: text, to: text)]
            outcome.diff = "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-\(text)\n+\(text)\n"
            let message = try ChatMessage(ChatAnswer(outcome, to: command, repository: "/srv/repo"))
            let answer = try JSONDecoder().decode(Answer.self, from: Data(message.json))
            let texts = answer.blocks?.map { ($0.text ?? $0.elements?.first)?.text ?? "" } ?? [answer.text]
            let all = texts.joined(separator: "\n")
            // Two blocks of code, and one or two pieces of it.
            #expect(all.unicodeScalars.count { $0 == "`" } == 12 + (system == .slack ? 2 : system == .teams ? 0 : 4))
            #expect(!all.unicodeScalars.contains("\u{202E}"))
            if system == .slack { #expect(!all.replacing("<@U1>", with: "").unicodeScalars.contains("<")) }
            // Outside of blocks a piece of code ends with its paragraph.
            let outside = all.split(separator: "```", omittingEmptySubsequences: false).last ?? ""
            #expect(outside.split(separator: "\n").count { $0.contains("/note") } == (system == .teams ? 0 : 1))
            #expect(!outside.split(whereSeparator: \.isNewline).contains { $0.hasPrefix("@") })
        }
    }

    /// An answer of any chat.
    private struct Answer: Decodable {
        let text: String
        let blocks: [SlashAnswer.Block]?
    }
}
