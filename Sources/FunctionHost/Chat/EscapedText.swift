/// Text from outside, written so that a chat shows it and does not obey it.
struct EscapedText: Sendable {
    /// How many bytes the text may have once it is written. Slack takes 3,000 characters in a section.
    static let longest = 2_800

    /// By scalars: a chat reads the sign in a character that has an accent on top, too.
    private let escape: @Sendable (Unicode.Scalar) -> String

    /// Slack's `mrkdwn`: what is not in angle brackets is neither a mention nor a link (Slack documentation, "Formatting
    /// message text").
    static let slack = EscapedText { scalar in
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        default: String(scalar)
        }
    }

    /// Markdown, as Mattermost and Teams have it, in which HTML may stand and names may be called with `@`.
    static let markdown = EscapedText { scalar in
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        // A mention has nothing between the sign and the name.
        case "@": "@\u{200B}"
        case "\\", "`", "*", "_", "[", "]", "#", "|", "~": "\\\(scalar)"
        default: String(scalar)
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
            let next = character.unicodeScalars.map { Self.turnsAround($0) ? "\u{FFFD}" : escape($0) }.joined()
            guard written.utf8.count + next.utf8.count <= longest else { return written + "…" }
            written += next
        }
        return written
    }

    /// Whether what follows would be shown in another order than it stands (Unicode Standard Annex 9, section 2).
    private static func turnsAround(_ scalar: Unicode.Scalar) -> Bool {
        (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
    }
}
