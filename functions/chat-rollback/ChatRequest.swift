public import Events
public import FoundationEssentials
import GitOps

/// A command, and how long it took to get here.
public struct ChatRequest: ChatAsking, Hashable {
    /// The command.
    public var command: ChatCommand
    /// How many seconds passed before it got here.
    public var delay: TimeInterval

    /// The oldest command that is carried out, in seconds.
    public static let longestDelay: TimeInterval = 15 * 60

    /// A request of its parts.
    public init(_ command: ChatCommand, delay: TimeInterval = 0) {
        self.command = command
        self.delay = delay
    }

    /// Whether it comes too late to be meant any more: what was right then may be wrong now.
    var isLate: Bool { delay > Self.longestDelay }

    /// The word that most likely names the application: the first, or the one after the command.
    public var likelyApplication: String? {
        let words = command.text.split(whereSeparator: \.isWhitespace).map(String.init)
        guard let verb = words.first.flatMap({ ChatVerb(rawValue: $0.lowercased()) }) else { return words.first }
        return verb == .approve ? nil : words.dropFirst().first
    }

    var asker: ChatPolicy.Asker {
        ChatPolicy.Asker(user: command.user, team: command.team, channel: command.channel)
    }
}

/// What a command asks for, once its words are read.
struct ParsedCommand {
    let verb: ChatVerb
    /// The application; `nil` for `approve` and `help`.
    let application: String?
    /// The words after it.
    let words: [String]

    /// Why a command is not understood.
    struct Misunderstanding: Error {
        let sentence: String
    }

    /// A command of its parts.
    init(verb: ChatVerb, application: String, words: [String]) {
        self.verb = verb
        self.application = application
        self.words = words
    }

    /// Reads a command by the policy's names for slash commands.
    init(_ request: ChatRequest, _ policy: ChatPolicy) throws(Misunderstanding) {
        var words = request.command.text.split(whereSeparator: \.isWhitespace).map(String.init)
        let slash = request.command.command
        let meaning = slash.isEmpty ? ChatPolicy.firstWord : policy.commands[slash]
        guard let meaning else {
            throw Misunderstanding(sentence: "the policy gives this slash command no meaning in chat.commands")
        }
        if meaning == ChatPolicy.firstWord {
            guard let first = words.first, let verb = ChatVerb(rawValue: first.lowercased()) else {
                throw Misunderstanding(sentence: "the first word is none of the commands; help lists them")
            }
            self.verb = verb
            words.removeFirst()
        } else {
            verb = ChatVerb(rawValue: meaning) ?? .help
        }
        guard verb != .help, verb != .approve else {
            application = nil
            self.words = words
            return
        }
        if let first = words.first, !(verb == .rollback && first == "to") {
            application = first
            self.words = Array(words.dropFirst())
            return
        }
        guard let only = policy.onlyApplication(of: request.asker, verb) else {
            throw Misunderstanding(sentence: "\(verb.rawValue) needs the name of an application")
        }
        application = only
        self.words = words
    }
}
