import Events

/// An answer to a slash command of Slack: Block Kit, and a text for notifications (Slack documentation, "Block Kit
/// reference" and "Enabling interactivity with slash commands").
struct SlackMessage: Encodable {
    /// A text in Slack's own markup.
    struct Text: Encodable {
        let type = "mrkdwn"
        let text: String
        /// Names and addresses in it stay text.
        let verbatim = true
    }

    /// A part of the message.
    enum Block: Encodable {
        case section(Text)
        case context(Text)

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            switch self {
            case .section(let text):
                try container.encode("section", forKey: .type)
                try container.encode(text, forKey: .text)
            case .context(let text):
                try container.encode("context", forKey: .type)
                try container.encode([text], forKey: .elements)
            }
        }

        private enum CodingKeys: String, CodingKey { case type, text, elements }
    }

    let responseType: String
    let text: String
    let blocks: [Block]?

    /// What came of a command.
    init(_ answer: ChatAnswer) {
        responseType = Self.type(isForAll: answer.isForAll)
        let sentence = EscapedText.slack.written(answer.sentence)
        text = sentence
        var blocks: [Block] = [.section(Text(text: sentence))]
        let changes = EscapedText.slackCode.written(answer.changes.joined(separator: "\n"))
        if !changes.isEmpty { blocks.append(.section(Text(text: "```\n\(changes)\n```"))) }
        let diff = EscapedText.slackCode.written(answer.diff.joined(separator: "\n"))
        if !diff.isEmpty { blocks.append(.section(Text(text: "```\n\(diff)\n```"))) }
        let request = EscapedText.slackCode.written(answer.request, longest: 500)
        var context = "\(Self.person(answer.command.user)): `\(request)`"
        if let link = answer.link { context += " · <\(PercentEncoding.encode("|<> ", in: link))|\(answer.linkName)>" }
        blocks.append(.context(Text(text: context)))
        self.blocks = blocks
    }

    /// A sentence to the person who asked.
    init(sentence: String) {
        responseType = Self.type(isForAll: false)
        text = sentence
        blocks = nil
    }

    private static func type(isForAll: Bool) -> String { isForAll ? "in_channel" : "ephemeral" }

    /// The mention of who asked, if the id is one of Slack's.
    private static func person(_ id: String) -> String {
        let isID =
            id.utf8.count <= 32
            && id.utf8.allSatisfy { byte in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
            }
        return isID && !id.isEmpty ? "<@\(id)>" : EscapedText.slack.written(id, longest: 100)
    }

    private enum CodingKeys: String, CodingKey {
        case responseType = "response_type"
        case text, blocks
    }
}
