import FoundationEssentials
import GitOps
import NATS

/// The dead letters that are kept.
struct DeadLetters: Sendable {
    let connection: NATSConnection
    let names: BusNames

    /// Gives each with its number to `body`, the oldest first.
    func forEach(_ body: (UInt64, DeadLetter) async throws -> Void) async throws {
        try await StreamReader(connection: connection, stream: names.deadLetterStream).read { messages in
            for message in messages {
                guard let letter = DeadLetter(headers: message.headers, body: message.payload) else { continue }
                try await body(message.sequence, letter)
            }
        }
    }

    /// The numbers of all.
    func numbers() async throws -> [UInt64] {
        var numbers: [UInt64] = []
        try await forEach { number, _ in numbers.append(number) }
        return numbers
    }

    /// The one of this number.
    ///
    /// - Throws: ``CommandFailure`` if there is none, ``NATSError``.
    func letter(_ number: UInt64) async throws -> DeadLetter {
        guard let message = try await connection.storedMessage(number, in: names.deadLetterStream),
            let letter = DeadLetter(headers: message.headers, body: message.payload)
        else { throw CommandFailure(.failed, "there is no dead letter \(number)") }
        return letter
    }

    /// The message as it was published, also where its bytes are only in the stream of events.
    func original(of letter: DeadLetter) async throws -> (headers: NATSHeaders, body: [UInt8]) {
        guard letter.isBodyElsewhere else { return (NATSHeaders(letter.originalHeaders), letter.body) }
        guard let message = try await connection.storedMessage(letter.sequence, in: letter.stream) else {
            throw CommandFailure(.failed, "message \(letter.sequence) of \(letter.stream) is no longer there")
        }
        return (message.headers, message.payload)
    }

    /// Publishes one again, and drops it once that is stored.
    func retry(_ number: UInt64) async throws -> StreamAcknowledgement {
        let letter = try await letter(number)
        let original = try await original(of: letter)
        let stored = try await publish(original, again: number, to: letter.subject)
        try await drop(number)
        return stored
    }

    private func publish(
        _ original: (headers: NATSHeaders, body: [UInt8]), again number: UInt64, to subject: String
    ) async throws -> StreamAcknowledgement {
        // What told the server how to store it was for the first time. Under an id of its own it is stored once,
        // also if this is ended before the dead letter is dropped.
        let headers = NATSHeaders(original.headers.fields.filter { !$0.name.lowercased().hasPrefix("nats-") })
        let publisher = BusPublisher(connection: connection, stream: BusStream(role: .events, names: names))
        do {
            let id = "\(names.deadLetterStream)#\(number)"
            return try await publisher.publish(original.body, to: subject, headers: headers, id: id)
        } catch let error as NATSError where error.code == .invalidArgument {
            // It may be as large as the server takes, without room for an id.
            return try await publisher.publish(original.body, to: subject, headers: headers)
        }
    }

    /// Removes one.
    ///
    /// - Throws: ``CommandFailure`` if there is none, ``NATSError``.
    func drop(_ number: UInt64) async throws {
        guard try await connection.deleteMessage(number, from: names.deadLetterStream) else {
            throw CommandFailure(.failed, "there is no dead letter \(number)")
        }
    }
}

/// A dead letter as 'list' prints it.
struct DeadLetterLine: Codable, Sendable {
    let number: UInt64
    let time: String
    let handler: String
    let outcome: String
    let error: String
    let attempts: UInt64
    let subject: String
    let stream: String
    let sequence: UInt64

    init(_ number: UInt64, _ letter: DeadLetter) {
        self.number = number
        time = letter.time
        handler = letter.handler
        outcome = letter.outcome
        error = letter.error
        attempts = letter.attempts
        subject = letter.subject
        stream = letter.stream
        sequence = letter.sequence
    }

    /// For people.
    var text: String {
        let tries = attempts == 1 ? "once" : "\(attempts) times"
        return "\("\(number)".padded(to: 6)) \(time.padded(to: 20))  \(handler.padded(to: 16))  "
            + "\(outcome.padded(to: 7)) tried \(tries): \(error.asOneLine)"
    }

    /// For programs.
    func json() throws -> String { try JSONLine.text(of: self) }
}

extension DeadLetter {
    /// All that is known of it but its bytes.
    func description(number: UInt64) -> String {
        var lines = [
            "number    \(number)", "handler   \(handler)", "outcome   \(outcome)", "error     \(error.asOneLine)",
            "attempts  \(attempts)", "message   \(sequence) of \(stream), stored \(time)", "subject   \(subject)",
        ]
        lines += originalHeaders.map { "header    \($0.name.asOneLine): \($0.value.asOneLine)" }
        return lines.joined(separator: "\n") + "\n"
    }
}
