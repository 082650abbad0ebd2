import Crypto
import Events
import FoundationEssentials
import GitOps

/// A command that waits for somebody's approval.
struct PendingCommand {
    /// The event that asks for it, by its name in the ledger.
    let event: String
    /// The event's time.
    let asked: Date
    /// The last moment at which it may be approved.
    let until: Date
    /// What was typed, and by whom.
    let typed: ChatCommand
    /// What that meant when it was typed. By another policy it may mean something else, which nobody approves.
    let verb: ChatVerb
    /// The application.
    let application: String
    /// The words after it.
    let words: [String]

    /// A command of an event that may be approved within a time.
    init(_ command: ParsedCommand, on application: Application, _ event: Event<ChatRequest>, within: Duration) {
        self.event = event.identity.text
        asked = event.time
        until = event.time.addingTimeInterval(within / .seconds(1))
        typed = event.payload.command
        verb = command.verb
        self.application = application.name
        words = command.words
    }

    /// What names it: the first 8 hexadecimal digits of the SHA-256 of its event's name.
    var code: String { Self.code(of: event) }

    /// What names the command of an event.
    static func code(of event: String) -> String {
        hexadecimal(SHA256.hash(data: Array(event.utf8)).prefix(4))
    }

    /// Who asked for it.
    var asker: ChatPolicy.Asker { ChatRequest(typed).asker }

    /// Whether somebody asks in the same team as who asked for it.
    func isOfTeam(of command: ChatCommand) -> Bool { typed.system == command.system && typed.team == command.team }

    /// Whether somebody is who asked for it.
    func isOf(_ command: ChatCommand) -> Bool { typed.user.lowercased() == command.user.lowercased() }

    /// When it can no longer be approved, for people.
    var end: String { RFC3339.text(from: until) }
}

// MARK: As a file

extension PendingCommand {
    /// The file's JSON.
    private struct Form: Codable {
        let event: String
        let asked: String
        let until: String
        let system: String
        let user: String
        let team: String?
        let channel: String?
        let command: String
        let text: String
        let verb: String
        let application: String
        let words: [String]
    }

    /// Reads a file; `nil` if it holds no such command.
    init?(reading content: [UInt8]) {
        guard let form = try? JSONDecoder().decode(Form.self, from: Data(content)),
            let asked = RFC3339.date(from: form.asked), let until = RFC3339.date(from: form.until),
            let system = ChatCommand.System(rawValue: form.system), let verb = ChatVerb(rawValue: form.verb),
            verb.isChange
        else { return nil }
        event = form.event
        (self.asked, self.until) = (asked, until)
        typed = ChatCommand(
            system: system, user: form.user, team: form.team, channel: form.channel, command: form.command,
            text: form.text)
        (self.verb, application, words) = (verb, form.application, form.words)
    }

    /// The file. People may read it, and delete it to withdraw the command.
    ///
    /// - Throws: ``Undecided/failed(_:)``.
    func content() throws(Undecided) -> [UInt8] {
        let form = Form(
            event: event, asked: RFC3339.text(from: asked), until: end, system: typed.system.rawValue,
            user: typed.user, team: typed.team, channel: typed.channel, command: typed.command, text: typed.text,
            verb: verb.rawValue, application: application, words: words)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(form)) + [UInt8(ascii: "\n")]
        } catch {
            throw .failed("the command cannot be written down for its approval")
        }
    }
}
