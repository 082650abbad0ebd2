import FoundationEssentials

/// How a chat system's incoming web hook wants a line of text.
enum NoticeFormat: String, Sendable, CaseIterable {
    /// https://api.slack.com/messaging/webhooks
    case slack
    /// https://learn.microsoft.com/en-us/connectors/teams: a message with an adaptive card.
    case teams
    /// https://developers.mattermost.com/integrate/webhooks/incoming/
    case mattermost

    /// The body that shows a line. What comes from outside in it calls nobody, and a link shows where it leads.
    func body(_ line: String) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data =
            switch self {
            case .slack: try encoder.encode(Text(text: Self.escapedForSlack(line)))
            case .mattermost: try encoder.encode(Text(text: Self.escapedForMarkdown(line)))
            case .teams:
                try encoder.encode(
                    Message(attachments: [.init(content: .init(body: [.init(text: Self.escapedForMarkdown(line))]))]))
            }
        return Array(data)
    }

    /// These three are all that Slack gives a meaning to (https://api.slack.com/reference/surfaces/formatting).
    private static func escapedForSlack(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    /// A word joiner after what begins a mention, and a backslash before what begins a link or a picture, or would take
    /// that backslash away.
    private static func escapedForMarkdown(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("@", with: "@\u{2060}").replacing("[", with: "\\[")
            .replacing("<", with: "\\<")
    }

    private struct Text: Encodable {
        let text: String
    }

    private struct Message: Encodable {
        struct Attachment: Encodable {
            var contentType = "application/vnd.microsoft.card.adaptive"
            let content: Card
        }

        struct Card: Encodable {
            var type = "AdaptiveCard"
            var version = "1.4"
            let body: [Block]
        }

        struct Block: Encodable {
            var type = "TextBlock"
            let text: String
            var wrap = true
        }

        var type = "message"
        let attachments: [Attachment]
    }
}
