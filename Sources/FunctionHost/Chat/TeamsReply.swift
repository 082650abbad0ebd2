/// An answer to a message that mentions an outgoing web hook of Microsoft Teams, which shows it below that message
/// (Microsoft's documentation, "Create Outgoing Webhooks"). There is no later answer.
struct TeamsReply: Encodable {
    let type = "message"
    let text: String

    /// What came of a command.
    init(_ answer: ChatAnswer) {
        text = MarkdownAnswer(answer).text
    }

    /// A sentence.
    init(sentence: String) {
        text = sentence
    }
}
