import Events
import FoundationEssentials
import NATS

/// A message of JetStream that waits to be settled.
protocol BusMessage: Sendable {
    var subject: String { get }
    var payload: [UInt8] { get }
    var headers: NATSHeaders { get }
    var stream: String { get }
    var sequence: UInt64 { get }
    /// How often it was delivered, this time included.
    var deliveries: UInt64 { get }
    /// When the stream stored it.
    var timestamp: Date { get }

    /// Says that it is done with.
    func ack() async throws
    /// Gives it back, to come again after a delay.
    func nak(delay: Duration) async throws
    /// Says that it is never to come again.
    func term() async throws
    /// Says that it is being worked on.
    func inProgress() async throws
}

extension NATSMessage: BusMessage {}

/// Where messages come from.
protocol MessageSource: Sendable {
    /// Waits for messages, and returns as soon as there are any; none if none came.
    func fetch(max: Int, wait: Duration) async throws -> [any BusMessage]
}

extension Delivery {
    /// The event in a message. It has its place in the stream and the stream's time, each time that it is delivered.
    init(_ message: any BusMessage, receivedAt: Date) {
        self.init(
            body: message.payload,
            headers: Headers(message.headers.fields.map { (name: $0.name, value: $0.value) }),
            sender: message.headers[HookMessage.senderHeader],
            subject: message.subject,
            streamPosition: StreamPosition(stream: message.stream, sequence: message.sequence),
            streamTime: message.timestamp,
            receivedAt: receivedAt)
    }
}
