import Events
import FoundationEssentials
import GitOps
import NATS

/// One line of 'runner tail'.
struct TailLine: Codable, Sendable {
    /// When it passed by.
    let time: String
    /// The subject that it was published to.
    let subject: String
    /// The handler that a result or a dead letter is of.
    var handler: String?
    /// What came of an event; only of results.
    var outcome: Outcome?
    /// What is wrong with a dead letter.
    var error: String?
    /// How often a dead letter was tried.
    var attempts: UInt64?
    /// An event's or a dead letter's bytes, as far as they are text.
    var body: String?

    init(_ message: LiveMessage, names: BusNames, at now: Date) {
        time = RFC3339.text(from: now)
        subject = message.subject
        let text = String(decoding: message.payload, as: UTF8.self)
        if SubjectPattern(names.results).matches(subject),
            let result = try? JSONDecoder().decode(ResultEvent.self, from: Data(message.payload))
        {
            handler = result.data.handler
            outcome = result.data
        } else if let letter = DeadLetter(headers: message.headers, body: message.payload) {
            handler = letter.handler
            error = letter.error
            attempts = letter.attempts
            body = text
        } else {
            body = text
        }
    }

    /// The most of a body that a person is shown.
    private static let width = 120

    /// For people: the time of day, what it is, and the gist of it.
    func text(_ style: TerminalStyle) -> String {
        let clock = style.dim(String(time.dropFirst(11).prefix(8)))
        if let outcome {
            let event = style.dim(outcome.event?.asOneLine ?? "-")
            return
                "\(clock)  \(style.mark(outcome.outcome))  \(outcome.handler)  \(outcome.message.asOneLine)  \(event)"
        }
        if let error {
            return "\(clock)  \(style.bad("✘ " + "dead".padded(to: 10)))  \(handler ?? "")  \(error.asOneLine)"
        }
        return "\(clock)  \(style.bold("→ " + "event".padded(to: 10)))  \(subject.asOneLine)  "
            + "\((body ?? "").asOneLine.cut(to: Self.width))"
    }
}
