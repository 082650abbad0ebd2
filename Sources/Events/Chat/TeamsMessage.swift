/// Messages that mention an outgoing web hook of Microsoft Teams (Microsoft's documentation, "Create Outgoing
/// Webhooks"; the activity is the Bot Framework's).
enum TeamsMessage {
    static func recognises(_ content: EventContent) -> Bool {
        guard case .json(let field) = content.data else { return false }
        return field.value["channelData"] != nil || field.value["from"]?["aadObjectId"] != nil
    }

    static func read(_ content: EventContent) throws(InvalidEvent) -> ReceivedPayload<ChatCommand> {
        let message = try content.json()
        guard let from = try message.member("from") else { throw message.missing("from", "who sent the message") }
        let data = try message.member("channelData")
        let conversation = try message.member("conversation")
        let tenant = try data?.member("tenant")?.string("id")
        let tenantID = if let tenant { tenant } else { try conversation?.string("tenantId") }
        let channel = try data?.member("channel")?.string("id")
        let channelID = if let channel { channel } else { try data?.string("teamsChannelId") }
        var received = ReceivedPayload(
            payload: ChatCommand(
                system: .teams, user: try from.requiredString("aadObjectId", "the id of a user"), team: tenantID,
                channel: channelID, command: "",
                text: plainText(try message.requiredString("text", "the text of the message"))))
        received.identity = EventIdentity(
            sender: "teams", id: try message.requiredString("id", "the id of the message"))
        if try message.member("timestamp") != nil { received.time = try message.time("timestamp") }
        received.sender = ChatCommand.System.teams.rawValue
        return received
    }

    /// The text without mentions and other elements, and with its few entities resolved.
    private static func plainText(_ html: String) -> String {
        var text = ""
        var rest = html[...]
        while let start = rest.firstIndex(of: "<") {
            text += rest[..<start]
            // A mention is an element with the name of the web hook in it.
            let isMention = rest[start...].lowercased().hasPrefix("<at")
            let closing = isMention ? rest[start...].firstRange(of: "</at>")?.upperBound : nil
            guard let end = closing ?? rest[start...].firstIndex(of: ">").map(rest.index(after:)) else {
                rest = rest[start...].dropFirst()
                continue
            }
            text += " "
            rest = rest[end...]
        }
        text += rest
        for (entity, character) in [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&amp;", "&")] {
            text = text.replacing(entity, with: character)
        }
        return text
    }
}
