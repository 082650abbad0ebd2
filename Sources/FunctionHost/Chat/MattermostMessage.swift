import Events

/// An answer to a slash command of Mattermost (Mattermost documentation, "Custom slash commands").
struct MattermostMessage: Encodable {
    let responseType: String
    let text: String

    /// What came of a command.
    init(_ answer: ChatAnswer) {
        responseType = answer.isForAll ? "in_channel" : "ephemeral"
        var text = MarkdownAnswer(answer, diffLanguage: "diff").text
        // Mattermost calls nobody by an id; it shows the name of the command, not that of who gave it.
        text += "\n\nasked by `\(EscapedText.markdownCode.written(answer.command.user, longest: 100))`"
        text += ": `\(EscapedText.markdownCode.written(answer.request, longest: 500))`"
        self.text = text
    }

    /// A sentence to the person who asked.
    init(sentence: String) {
        responseType = "ephemeral"
        text = sentence
    }

    private enum CodingKeys: String, CodingKey {
        case responseType = "response_type"
        case text
    }
}

/// An answer in Markdown.
struct MarkdownAnswer {
    let text: String

    /// - Parameter diffLanguage: what the block of the difference is said to be in, for a chat that colours it then.
    init(_ answer: ChatAnswer, diffLanguage: String = "") {
        // A single line break is none in Markdown.
        let lines = answer.sentence.split(whereSeparator: \.isNewline)
        var parts = [lines.map { EscapedText.markdown.written(String($0)) }.joined(separator: "  \n")]
        let changes = EscapedText.markdownCode.written(answer.changes.joined(separator: "\n"))
        if !changes.isEmpty { parts.append("```\n\(changes)\n```") }
        let diff = EscapedText.markdownCode.written(answer.diff.joined(separator: "\n"))
        if !diff.isEmpty { parts.append("```\(diffLanguage)\n\(diff)\n```") }
        if let link = answer.link { parts.append("[\(answer.linkName)](\(PercentEncoding.encode("()<> ", in: link)))") }
        text = parts.joined(separator: "\n\n")
    }
}
