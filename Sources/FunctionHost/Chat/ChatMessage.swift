import Events
import FoundationEssentials

/// An answer in the JSON of the system that the command is from.
struct ChatMessage {
    /// The JSON.
    let json: [UInt8]

    /// What came of a command.
    init(_ answer: ChatAnswer) throws {
        switch answer.command.system {
        // Our own JSON has Slack's fields, so that what it takes for an answer is Slack's, too.
        case .slack, .own: json = try Self.json(SlackMessage(answer))
        case .mattermost: json = try Self.json(MattermostMessage(answer))
        case .teams: json = try Self.json(TeamsReply(answer))
        }
    }

    /// That the work goes on.
    init(workingOn command: ChatCommand) throws {
        switch command.system {
        case .slack, .own: json = try Self.json(SlackMessage(sentence: ChatAnswer.workingOnIt))
        case .mattermost: json = try Self.json(MattermostMessage(sentence: ChatAnswer.workingOnIt))
        case .teams:
            json = try Self.json(
                TeamsReply(sentence: "\(ChatAnswer.workingOnIt) Its end cannot be told here: ask for the status."))
        }
    }

    private static func json(_ message: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(message))
    }
}
