import GitOps
import NATS

/// The stream that holds the events.
enum EventStream {
    /// Its name.
    static let name = "GITOPS_EVENTS"
    /// The subjects that it takes.
    static let subjects = "gitops.events.>"

    /// Makes the stream if it is not there.
    ///
    /// - Throws: ``NATSError``; ``CommandFailure`` if the one that is there would lose events, saying which setting.
    static func prepare(on connection: NATSConnection, for subscriptions: [EventSubscription]) async throws {
        let stream = try await connection.ensureStream(StreamConfiguration(name: name, subjects: [subjects]))
        for subscription in subscriptions {
            if let objection = stream.objection(to: subscription.subject) {
                throw CommandFailure(.failed, "the stream \(name) cannot be used: \(objection)")
            }
        }
    }
}

extension StreamConfiguration {
    /// Why events of a subject would be lost in this stream; `nil` if they would not.
    func objection(to subject: String) -> String? {
        if !subjects.contains(where: { SubjectPattern($0).matches(subject) }) {
            return "it does not take \(subject) (subjects: \(subjects.joined(separator: ", ")))"
        }
        if isUnacknowledged { return "it stores without answering (no_ack)" }
        if isSealed { return "it takes no more messages (sealed)" }
        return nil
    }
}

/// A subject with wildcards: `*` stands for one token, `>` at the end for one or more.
struct SubjectPattern {
    private let tokens: [Substring]

    init(_ text: String) {
        tokens = text.split(separator: ".", omittingEmptySubsequences: false)
    }

    /// Whether a subject without wildcards matches.
    func matches(_ subject: String) -> Bool {
        let subject = subject.split(separator: ".", omittingEmptySubsequences: false)
        let hasTail = tokens.last == ">"
        let fixed = hasTail ? tokens.dropLast() : tokens[...]
        guard hasTail ? subject.count > fixed.count : subject.count == fixed.count else { return false }
        return zip(fixed, subject).allSatisfy { $0 == "*" || $0 == $1 }
    }
}
