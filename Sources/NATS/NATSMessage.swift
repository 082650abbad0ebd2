import CNATS
public import FoundationEssentials
import Synchronization

/// A message as a consumer delivered it. It is settled once, by ``ack()``, ``nak(delay:)`` or ``term()``; one that is
/// never settled is delivered again after the consumer's `ackWait`.
public final class NATSMessage: Sendable {
    /// The subject that it was published to.
    public let subject: String
    /// Its bytes.
    public let payload: [UInt8]
    /// Its headers.
    public let headers: NATSHeaders
    /// The stream that holds it.
    public let stream: String
    /// Its sequence number in the stream.
    public let sequence: UInt64
    /// How often the consumer has delivered it, this delivery included. nats-server 2.9 may say one too few, where a
    /// redelivery was due just as the only request for messages ended.
    public let deliveries: UInt64
    /// How many messages the consumer had still to deliver for the first time.
    public let pending: UInt64
    /// When the stream stored it, by the server's clock.
    public let timestamp: Date

    private struct Settling: ~Copyable {
        let message: ReceivedMessage
        var settled: String?
    }

    /// The library wants its messages used by one thread at a time. The lock is taken on the threads for blocking calls
    /// only.
    private let settling: Mutex<Settling>
    private let calls: BlockingQueues
    /// The library's message points to its subscription without holding it.
    private let subscription: SubscriptionHandle

    init(
        _ message: consuming ReceivedMessage, subscription: SubscriptionHandle, calls: BlockingQueues
    ) throws(NATSError) {
        subject = message.subject
        payload = message.payload
        headers = try message.headers()
        let metadata = try message.metadata()
        stream = metadata.stream
        sequence = metadata.sequence
        deliveries = metadata.deliveries
        pending = metadata.pending
        timestamp = Date(timeIntervalSince1970: Double(metadata.nanoseconds) / 1e9)
        settling = Mutex(Settling(message: message))
        self.subscription = subscription
        self.calls = calls
    }

    /// Says that the message is done with, and waits until the server has confirmed it.
    ///
    /// - Throws: ``NATSError``: `alreadySettled`; `timeout` or `unreachable` if it is not known whether the server has
    ///   heard it: then it may be tried again, and the message may be delivered again.
    public func ack() async throws(NATSError) {
        try await settle(as: "acknowledged", "acknowledge") { natsMsg_AckSync($0, nil, $1) }
    }

    /// Gives the message back, to be delivered again after a delay. It counts as unacknowledged until then. The server
    /// confirms nothing.
    ///
    /// - Throws: ``NATSError``: `alreadySettled`, `closed` or `unreachable`.
    public func nak(delay: Duration) async throws(NATSError) {
        try await settle(as: "returned", "return") { message, _ in
            natsMsg_NakWithDelay(message, delay.wholeMilliseconds, nil)
        }
    }

    /// Says that the message is never to be delivered again. The server confirms nothing.
    ///
    /// - Throws: ``NATSError``: `alreadySettled`, `closed` or `unreachable`.
    public func term() async throws(NATSError) {
        try await settle(as: "terminated", "terminate") { message, _ in natsMsg_Term(message, nil) }
    }

    /// Says that the message is being worked on: `ackWait` begins anew. The server confirms nothing.
    ///
    /// - Throws: ``NATSError``: `alreadySettled`, `closed` or `unreachable`.
    public func inProgress() async throws(NATSError) {
        try await settle(as: nil, "keep") { message, _ in natsMsg_InProgress(message, nil) }
    }

    /// - Parameters:
    ///   - settled: What the message is when the call has succeeded; `nil` for a call that leaves it open.
    ///   - verb: What is done to the message, for errors.
    private func settle(
        as settled: String?,
        _ verb: String,
        _ call: @escaping @Sendable (OpaquePointer, UnsafeMutablePointer<jsErrCode>) -> natsStatus
    ) async throws(NATSError) {
        try await calls.run { [self] () throws(NATSError) in
            let operation = "\(verb) message \(sequence) of \(stream)"
            try settling.withLock { settling throws(NATSError) in
                if let before = settling.settled {
                    throw NATSError(.alreadySettled, operation, "it was \(before) before")
                }
                let pointer = settling.message.pointer
                try checked(operation) { call(pointer, $0) }
                settling.settled = settled
            }
        }
    }
}
