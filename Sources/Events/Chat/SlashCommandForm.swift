/// The form of a slash command, which is Slack's and Mattermost's too (Slack documentation, "Implementing slash commands";
/// Mattermost documentation, "Custom slash commands").
enum SlashCommandForm {
    static func read(
        _ content: EventContent,
        of system: ChatCommand.System
    ) throws(InvalidEvent) -> ReceivedPayload<ChatCommand> {
        let form = try content.requiredForm()
        var received = ReceivedPayload(
            payload: ChatCommand(
                system: system, user: try form.required("user_id", "the id of a user"),
                // An organisation of several workspaces has an id of its own, but people are allowed by workspace.
                team: form.filled("team_id"), channel: form.filled("channel_id"),
                command: try form.required("command", "a slash command"), text: form["text"] ?? "",
                responseURL: form.filled("response_url")))
        received.identity = EventIdentity(
            sender: system.rawValue, id: try form.required("trigger_id", "the id of this command"))
        received.sender = system.rawValue
        return received
    }
}
