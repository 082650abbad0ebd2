import GitOps
import NATS

/// One of the three streams: what it is for, how it is made, and what would make it lose messages.
struct BusStream: Sendable {
    /// What a stream is for.
    enum Role: Sendable, CaseIterable {
        /// What happened; every message is handled.
        case events
        /// What came of it, for those who want to know.
        case results
        /// What cannot be handled, until somebody looks at it.
        case deadLetters
    }

    let role: Role
    let names: BusNames

    /// All three.
    static func all(_ names: BusNames) -> [BusStream] { Role.allCases.map { BusStream(role: $0, names: names) } }

    /// The stream's name.
    var name: String { wanted.name }

    /// The stream as this program makes it.
    var wanted: StreamConfiguration {
        switch role {
        case .events:
            var stream = StreamConfiguration(name: names.eventStream, subjects: [names.events])
            stream.maxAge = .days(30)
            return stream
        case .results:
            var stream = StreamConfiguration(name: names.resultStream, subjects: [names.results])
            stream.maxAge = .days(7)
            // An event that is delivered again has its result already, also where a runner was away for a while.
            stream.duplicateWindow = .seconds(3_600)
            return stream
        case .deadLetters:
            return StreamConfiguration(name: names.deadLetterStream, subjects: [names.deadLetters])
        }
    }

    /// Makes the stream if it is not there.
    ///
    /// - Returns: The stream as the server has it.
    /// - Throws: ``NATSError``; ``CommandFailure`` if the one that is there would lose messages, saying which setting.
    @discardableResult
    func prepare(on connection: NATSConnection) async throws -> StreamConfiguration {
        let found = try await connection.ensureStream(wanted)
        if let objection = objection(to: found) {
            throw CommandFailure(.failed, "the stream \(name) cannot be used: \(objection)")
        }
        return found
    }

    /// Why messages would be lost in a stream that is there; `nil` if they would not.
    func objection(to found: StreamConfiguration) -> String? {
        let missing = wanted.subjects.first { subject in
            !found.subjects.contains { SubjectPattern($0).covers(SubjectPattern(subject)) }
        }
        if let missing { return "it does not take \(missing) (subjects: \(found.subjects.joined(separator: ", ")))" }
        if found.isUnacknowledged { return "it stores without answering (no_ack)" }
        if found.isSealed { return "it takes no more messages (sealed)" }
        // Results are news: whoever wants all of them listens.
        return role == .results ? nil : found.lossyLimit
    }
}

extension StreamConfiguration {
    /// The time in which people come to look at a server that is away.
    private static var shortestAge: Duration { .days(1) }

    /// The setting by which messages go that nobody has handled; `nil` if there is none.
    fileprivate var lossyLimit: String? {
        if retention == .interest {
            return "what is published while there is no consumer is dropped (retention: interest)"
        }
        if storage == .memory, replicas < 2 { return "it is lost when the server restarts (storage: memory)" }
        if let maxAge, maxAge < Self.shortestAge {
            return "messages are dropped after less than a day, handled or not (max_age)"
        }
        if maxMessagesPerSubject != nil {
            return "a new message drops an older one of its subject, handled or not (max_msgs_per_subject)"
        }
        guard discard == .old else { return nil }
        if maxMessages != nil {
            return "when it is full, messages are dropped that nobody has handled (max_msgs with discard: old)"
        }
        if maxBytes != nil {
            return "when it is full, messages are dropped that nobody has handled (max_bytes with discard: old)"
        }
        return nil
    }
}

extension Duration {
    /// So many days of 24 hours.
    static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }
}
