import FoundationEssentials

/// Slack's slash commands (Slack documentation, "Implementing slash commands").
enum SlackCommand {
    /// What the request is signed for, in seconds since 1970 (Slack documentation, "Verifying requests from Slack").
    static let timeHeader = "x-slack-request-timestamp"
    static let signatureHeader = "x-slack-signature"

    /// Mattermost's commands have the same fields but for the app's id.
    static func recognises(_ content: EventContent) -> Bool {
        content.headers[signatureHeader] != nil || content.form?["api_app_id"] != nil
    }

    static func read(_ content: EventContent) throws(InvalidEvent) -> ReceivedPayload<ChatCommand> {
        var received = try SlashCommandForm.read(content, of: .slack)
        received.time = content.headers[timeHeader].flatMap { TimeInterval($0) }.flatMap { Date(senderSeconds: $0) }
        return received
    }
}
