import Events
import FoundationEssentials
import GitOps
import NATS

/// A message that cannot be handled, as it is kept: its bytes and headers as they were, and in headers of our own where
/// it was, what is wrong with it, and how often it was tried.
struct DeadLetter: Sendable, Hashable {
    /// The names of our own headers.
    enum Header {
        static let handler = "Gitops-Handler"
        static let outcome = "Gitops-Outcome"
        static let error = "Gitops-Error"
        static let attempts = "Gitops-Attempts"
        static let stream = "Gitops-Stream"
        static let sequence = "Gitops-Sequence"
        static let subject = "Gitops-Subject"
        static let time = "Gitops-Time"
        /// Set where the body is only in the stream of events.
        static let bodyIsElsewhere = "Gitops-Body-In-Stream"

        /// Put before the names of headers that would mean something to the server or to us.
        static let original = "Gitops-Original-"
        /// What the names begin with that have a meaning.
        static let meaningful = ["nats-", "gitops-"]
    }

    /// The handler that could not handle it.
    let handler: String
    /// `invalid` or `failed`.
    let outcome: String
    /// What is wrong, a sentence of one line.
    let error: String
    /// How often it was delivered.
    let attempts: UInt64
    /// The stream that it was in.
    let stream: String
    /// Its sequence number there.
    let sequence: UInt64
    /// The subject that it was published to.
    let subject: String
    /// When it was stored there, by RFC 3339.
    let time: String
    /// Its headers.
    let originalHeaders: [NATSHeaders.Field]
    /// Its bytes; empty where ``isBodyElsewhere``.
    let body: [UInt8]
    /// Whether the body was too large to be stored a second time. It is under its stream and sequence number.
    let isBodyElsewhere: Bool
}

extension DeadLetter {
    /// The dead letter of a message.
    init(_ message: any BusMessage, _ outcome: Outcome) {
        handler = outcome.handler
        self.outcome = outcome.outcome.rawValue
        error = outcome.message.asOneLine
        attempts = message.deliveries
        stream = message.stream
        sequence = message.sequence
        subject = message.subject
        time = RFC3339.text(from: message.timestamp)
        originalHeaders = message.headers.fields
        body = message.payload
        isBodyElsewhere = false
    }

    /// A dead letter as it is stored; `nil` if the message is something else.
    init?(headers: NATSHeaders, body: [UInt8]) {
        guard let handler = headers[Header.handler], let stream = headers[Header.stream],
            let sequence = headers[Header.sequence].flatMap({ UInt64($0) }), let subject = headers[Header.subject]
        else { return nil }
        self.handler = handler
        outcome = headers[Header.outcome] ?? ""
        error = headers[Header.error] ?? ""
        attempts = headers[Header.attempts].flatMap { UInt64($0) } ?? 0
        self.stream = stream
        self.sequence = sequence
        self.subject = subject
        time = headers[Header.time] ?? ""
        originalHeaders = headers.fields.compactMap { field in
            let name = field.name.lowercased()
            if name.hasPrefix(Header.original.lowercased()) {
                return NATSHeaders.Field(
                    name: String(field.name.dropFirst(Header.original.count)), value: field.value)
            }
            return Header.meaningful.contains { name.hasPrefix($0) } ? nil : field
        }
        self.body = body
        isBodyElsewhere = headers[Header.bodyIsElsewhere] != nil
    }

    /// The headers that it is stored with.
    var headers: NATSHeaders {
        let originals = originalHeaders.map { field in
            let name = field.name.lowercased()
            guard Header.meaningful.contains(where: { name.hasPrefix($0) }) else { return field }
            return NATSHeaders.Field(name: Header.original + field.name, value: field.value)
        }
        var own = [
            (Header.handler, handler), (Header.outcome, outcome), (Header.error, error),
            (Header.attempts, "\(attempts)"), (Header.stream, stream), (Header.sequence, "\(sequence)"),
            (Header.subject, subject), (Header.time, time),
        ]
        if isBodyElsewhere { own.append((Header.bodyIsElsewhere, "true")) }
        return NATSHeaders(originals + own.map { NATSHeaders.Field(name: $0.0, value: $0.1) })
    }

    /// The same without what came from outside.
    var leavingTheBodyInTheStream: DeadLetter {
        DeadLetter(
            handler: handler, outcome: outcome, error: error, attempts: attempts, stream: stream, sequence: sequence,
            subject: subject, time: time, originalHeaders: [], body: [], isBodyElsewhere: true)
    }
}
