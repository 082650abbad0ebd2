/// Our own JSON for commands: Slack's fields, and `chat` for the system that they are from.
enum OwnChatJSON {
    static func read(_ content: EventContent) throws(InvalidEvent) -> ReceivedPayload<ChatCommand> {
        let event = try content.json()
        let name = try event.string("chat")
        guard let system = name.map(ChatCommand.System.init(rawValue:)) ?? .own else {
            let names = ChatCommand.System.allCases.map(\.rawValue).joined(separator: ", ")
            throw InvalidEvent(.wrongField, event.path(to: "chat"), expected: "one of \(names)", found: "it is another")
        }
        var received = ReceivedPayload(
            payload: ChatCommand(
                system: system, user: try event.requiredString("user_id", "the id of a user"),
                team: try event.string("team_id"), channel: try event.string("channel_id"),
                command: try event.string("command") ?? "", text: try event.string("text") ?? "",
                responseURL: try event.string("response_url")))
        received.identity = try event.string("trigger_id").map { EventIdentity(sender: system.rawValue, id: $0) }
        return received
    }
}
