import NATS

/// What is printed of an event that is stored.
struct PublishedLine: Codable, Sendable {
    let subject: String
    let stream: String
    let sequence: UInt64

    init(_ subject: String, _ stored: StreamAcknowledgement) {
        self.subject = subject
        stream = stored.stream
        sequence = stored.sequence
    }
}
