/// What a person asks for in a chat.
public struct ChatCommand: Sendable, Hashable {
    /// Where it was asked.
    public enum System: String, Sendable, Hashable, CaseIterable {
        /// Slack.
        case slack
        /// Microsoft Teams.
        case teams
        /// Mattermost.
        case mattermost
        /// Anything that sends our own JSON.
        case own
    }

    /// Where it was asked.
    public var system: System
    /// The id of who asks. Names can be chosen freely, so none is read.
    public var user: String
    /// The id of the team, workspace or tenant.
    public var team: String?
    /// The id of the channel.
    public var channel: String?
    /// The slash command, as `/deploy-fix`; empty in systems that have none.
    public var command: String
    /// What stands after it.
    public var text: String
    /// Where an answer can be sent later.
    public var responseURL: String?

    /// A command of its parts.
    public init(
        system: System = .own,
        user: String,
        team: String? = nil,
        channel: String? = nil,
        command: String,
        text: String,
        responseURL: String? = nil
    ) {
        self.system = system
        self.user = user
        self.team = team
        self.channel = channel
        self.command = command
        self.text = text
        self.responseURL = responseURL
    }
}

extension ChatCommand: EventPayload {
    /// Reads a slash command of Slack or Mattermost, an outgoing web hook of Teams, or our own JSON, which has Slack's
    /// fields.
    public static func read(_ content: EventContent) throws(InvalidEvent) -> ReceivedPayload<ChatCommand> {
        switch try system(of: content) {
        case .slack: try SlackCommand.read(content)
        case .mattermost: try SlashCommandForm.read(content, of: .mattermost)
        case .teams: try TeamsMessage.read(content)
        case .own: try OwnChatJSON.read(content)
        }
    }

    /// The system that the host names, else the one whose format it is.
    private static func system(of content: EventContent) throws(InvalidEvent) -> System {
        if let name = content.sender {
            guard let system = System(rawValue: name) else {
                let names = System.allCases.map(\.rawValue).joined(separator: ", ")
                throw InvalidEvent(.unknownSender, "sender", expected: "one of \(names)", found: "it is another")
            }
            return system
        }
        if content.form != nil { return SlackCommand.recognises(content) ? .slack : .mattermost }
        return TeamsMessage.recognises(content) ? .teams : .own
    }
}

extension EventContent {
    /// The fields of a form; nil if the content is none.
    var form: FormFields? {
        guard mediaType?.text == "application/x-www-form-urlencoded", case .bytes(let bytes) = data else { return nil }
        return FormFields(String(decoding: bytes, as: UTF8.self))
    }

    /// The fields of a form that has to be one.
    func requiredForm() throws(InvalidEvent) -> FormFields {
        guard let form else {
            throw InvalidEvent(
                .unsupportedMediaType, expected: "the fields of a form", found: "the event is in another format")
        }
        return form
    }
}

extension FormFields {
    /// The text of a field that has to be there.
    func required(_ name: String, _ expected: String) throws(InvalidEvent) -> String {
        guard let text = filled(name) else {
            throw InvalidEvent(.wrongField, name, expected: expected, found: "it is missing")
        }
        return text
    }

    /// The text of a field; nil if it is absent or empty.
    func filled(_ name: String) -> String? {
        guard let text = self[name], !text.isEmpty else { return nil }
        return text
    }
}
