/// Mattermost's slash commands (Mattermost documentation, "Custom slash commands").
enum MattermostCommand {
    static func read(_ content: EventContent) throws(InvalidEvent) -> ReceivedPayload<ChatCommand> {
        let form = try content.requiredForm()
        var received = ReceivedPayload(
            payload: ChatCommand(
                system: .mattermost, user: try form.required("user_id", "the id of a user"),
                team: form.filled("team_id"), channel: form.filled("channel_id"),
                command: try form.required("command", "a slash command"), text: form["text"] ?? "",
                responseURL: form.filled("response_url")))
        received.identity = EventIdentity(
            sender: "mattermost", id: try form.required("trigger_id", "the id of this command"))
        received.sender = ChatCommand.System.mattermost.rawValue
        return received
    }
}
