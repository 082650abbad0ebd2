/// Text from outside, written so that a chat shows it and does not obey it.
struct EscapedText: Sendable {
    /// How many bytes the text may have once it is written. Slack takes 3,000 characters in a section.
    static let longest = 2_800

    private let escape: @Sendable (Character) -> String

    /// Slack's `mrkdwn`: what is not in angle brackets is neither a mention nor a link (Slack documentation, "Formatting
    /// message text").
    static let slack = EscapedText { character in
        switch character {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        default: String(character)
        }
    }

    /// Markdown, as Mattermost and Teams have it, in which HTML may stand and names may be called with `@`.
    static let markdown = EscapedText { character in
        switch character {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        // A mention has nothing between the sign and the name.
        case "@": "@\u{200B}"
        case "\\", "`", "*", "_", "[", "]", "#", "|", "~": "\\\(character)"
        default: String(character)
        }
    }

    /// Code in Markdown: all but its end is shown as it is.
    static let markdownCode = EscapedText { $0 == "`" ? "'" : String($0) }

    /// Code in Slack's `mrkdwn`.
    static let slackCode = EscapedText { $0 == "`" ? "'" : slack.escape($0) }

    /// The text as it is written; what is too much is left out, never a part of a character.
    func written(_ text: String, longest: Int = longest) -> String {
        var written = ""
        for character in text {
            let next = escape(character)
            guard written.utf8.count + next.utf8.count <= longest else { return written + "…" }
            written += next
        }
        return written
    }
}
