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
        let form = try content.requiredForm()
        var received = ReceivedPayload(
            payload: ChatCommand(
                system: .slack, user: try form.required("user_id", "the id of a user"),
                // An organisation of several workspaces has an id of its own, but people are allowed by workspace.
                team: form.filled("team_id"), channel: form.filled("channel_id"),
                command: try form.required("command", "a slash command"), text: form["text"] ?? "",
                responseURL: form.filled("response_url")))
        received.identity = EventIdentity(
            sender: "slack", id: try form.required("trigger_id", "the id of this command"))
        received.time = content.headers[timeHeader].flatMap { TimeInterval($0) }.map(Date.init(timeIntervalSince1970:))
        received.sender = ChatCommand.System.slack.rawValue
        return received
    }
}
