import Events
import GitOps
import NATS

/// Where messages go that cannot be handled.
protocol DeadLetterSink: Sendable {
    /// Stores a message with what came of it.
    ///
    /// - Returns: when it is certain to be stored.
    func store(_ message: any BusMessage, _ outcome: Outcome) async throws
}

/// The stream of dead letters.
struct DeadLetterStream: DeadLetterSink {
    let publisher: BusPublisher

    init(_ names: BusNames, on connection: NATSConnection) {
        publisher = BusPublisher(connection: connection, stream: BusStream(role: .deadLetters, names: names))
    }

    func store(_ message: any BusMessage, _ outcome: Outcome) async throws {
        let subject = publisher.stream.names.deadLetters(of: outcome.handler)
        let letter = DeadLetter(message, outcome)
        // The same event is stored once, also where the runner was killed before it could end the message.
        let id = "\(outcome.handler):\(message.stream)#\(message.sequence)"
        do {
            try await publisher.publish(letter.body, to: subject, headers: letter.headers, id: id)
        } catch let error as NATSError where error.code == .invalidArgument {
            // With its headers it is larger than the server takes, or one of them cannot be written.
            let short = letter.leavingTheBodyInTheStream
            try await publisher.publish(short.body, to: subject, headers: short.headers, id: id)
        }
    }
}
