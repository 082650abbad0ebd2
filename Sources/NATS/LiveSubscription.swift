import CNATS

/// A message as it passes by.
public struct LiveMessage: Sendable, Hashable {
    /// The subject that it was published to.
    public let subject: String
    /// Its headers.
    public let headers: NATSHeaders
    /// Its bytes.
    public let payload: [UInt8]

    /// A message of its parts.
    public init(subject: String, headers: NATSHeaders = [:], payload: [UInt8]) {
        self.subject = subject
        self.headers = headers
        self.payload = payload
    }
}

/// Messages of a subject while they are published: none is kept for whoever does not listen.
public final class LiveSubscription: Sendable {
    private static let slice = Duration.seconds(1)

    private let handle: LiveSubscriptionHandle
    private let queue = BlockingQueue("live")

    init(_ handle: LiveSubscriptionHandle) {
        self.handle = handle
    }

    /// Waits for the next message. Calls made at the same time take turns.
    ///
    /// - Throws: `CancellationError` at most a second after the task was cancelled; ``NATSError`` `closed` when the
    ///   connection is closed.
    public func next() async throws -> LiveMessage {
        while !Task.isCancelled {
            if let message = try await nextSlice() { return message }
        }
        throw CancellationError()
    }

    /// The next message; `nil` if none comes for a while. A function of its own: inside an endless loop it makes the
    /// optimizer of Swift 6.3 crash.
    private func nextSlice() async throws(NATSError) -> LiveMessage? {
        let handle = self.handle
        return try await queue.run { () throws(NATSError) in try handle.next(wait: Self.slice) }
    }
}

extension NATSConnection {
    /// Listens to a subject, which may have wildcards. It is listened to when this returns.
    ///
    /// - Throws: ``NATSError``.
    public func subscribe(to subject: String) async throws(NATSError) -> LiveSubscription {
        let handle = self.handle
        let subscription = try await calls.run { () throws(NATSError) in
            try LiveSubscriptionHandle(subject, connection: handle)
        }
        try await flush()
        return LiveSubscription(subscription)
    }
}

/// Owns a plain subscription of the C library and destroys it once. It keeps its connection.
///
/// Unchecked: the library locks the object itself, and the pointer never changes.
final class LiveSubscriptionHandle: @unchecked Sendable {
    private let subscription: OpaquePointer
    private let subject: String
    private let connection: ConnectionHandle

    init(_ subject: String, connection: ConnectionHandle) throws(NATSError) {
        let operation = "listen to \(subject)"
        var subscription: OpaquePointer?
        try checked(operation) { _ in natsConnection_SubscribeSync(&subscription, connection.connection, subject) }
        guard let subscription else { throw NATSError(.other, operation, "the library made no subscription") }
        self.subscription = subscription
        self.subject = subject
        self.connection = connection
    }

    deinit { natsSubscription_Destroy(subscription) }

    /// The next message; `nil` if none comes in time.
    func next(wait: Duration) throws(NATSError) -> LiveMessage? {
        let operation = "listen to \(subject)"
        var pointer: OpaquePointer?
        let status = natsSubscription_NextMsg(&pointer, subscription, wait.wholeMilliseconds)
        if status == NATS_TIMEOUT { return nil }
        // Whoever listens more slowly than others publish has missed some, and goes on.
        if status == NATS_SLOW_CONSUMER { return nil }
        try checked(operation) { _ in status }
        guard let pointer else { return nil }
        let message = ReceivedMessage(pointer)
        return LiveMessage(subject: message.subject, headers: try message.headers(), payload: message.payload)
    }
}
