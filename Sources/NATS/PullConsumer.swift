import Synchronization

/// Fetches the messages of a durable consumer. Any number of them, in any number of processes, share one.
public final class PullConsumer: Sendable {
    /// The stream's name.
    public let stream: String
    /// The consumer's name.
    public let durable: String

    /// The server is asked for no longer than this at a time: a cancelled task waits for the rest of it.
    private static let slice = Duration.seconds(1)
    /// How often a lost connection is looked at, and how soon a request that was turned away is made again.
    private static let pause = Duration.milliseconds(50)
    /// For how long a consumer that was there is taken to be there still.
    private static let trust = Duration.seconds(5)

    private let subscription: SubscriptionHandle
    /// The library allows one fetch at a time, and a fetch must not keep acknowledgements waiting.
    private let queue: BlockingQueue
    private let calls: BlockingQueues
    /// When the consumer was last known to be there.
    private let lastSeen = Mutex<ContinuousClock.Instant?>(nil)

    init(stream: String, durable: String, subscription: SubscriptionHandle, calls: BlockingQueues) {
        self.stream = stream
        self.durable = durable
        self.subscription = subscription
        self.calls = calls
        queue = BlockingQueue("fetch.\(durable)")
    }

    /// Waits for messages, and returns as soon as there are any.
    ///
    /// While the connection is lost it waits for it to come back, and returns nothing if it does not. Calls made at the
    /// same time take turns.
    ///
    /// - Parameters:
    ///   - max: How many messages to take at most; at least 1.
    ///   - wait: How long to wait for the first.
    /// - Returns: The messages in the stream's order, redeliveries among them; none if none came.
    /// - Throws: `CancellationError` at most a second after the task was cancelled (messages that came in that second are
    ///   returned instead); ``NATSError``: `noConsumer` if the consumer or its stream is gone, `unreachable` if the server is
    ///   there and all the time its JetStream is not, `closed`, and what else the server says.
    public func fetch(max: Int, wait: Duration) async throws -> [NATSMessage] {
        let clock = ContinuousClock()
        let deadline = clock.now + wait
        repeat {
            try Task.checkCancellation()
            let remaining = min(deadline - clock.now, Self.slice)
            guard try subscription.connection.isConnected(operation) else {
                try await clock.sleep(for: min(remaining, Self.pause))
                continue
            }
            let start = clock.now
            let messages = try await fetchOnce(max: max, wait: remaining)
            if !messages.isEmpty {
                lastSeen.withLock { $0 = clock.now }
                return messages
            }
            // A server that has no time for us is not asked in a tight loop.
            if clock.now - start < Self.pause { try await clock.sleep(for: min(remaining, Self.pause)) }
        } while clock.now < deadline
        // A server that has no time to say is asked again after the next fetch.
        if let failure = try await checkExistence(), failure.code == .unreachable,
            try subscription.connection.isConnected(operation)
        {
            throw failure
        }
        return []
    }

    private var operation: String { "fetch from the consumer \(durable) of the stream \(stream)" }

    /// What one request brings. Where it is said that the consumer is gone, the consumer is looked for: a server that is
    /// about to stop says so, too.
    private func fetchOnce(max: Int, wait: Duration) async throws(NATSError) -> [NATSMessage] {
        do throws(NATSError) {
            return try await fetchSlice(max: max, wait: wait)
        } catch {
            guard error.code == .noConsumer else { throw error }
            lastSeen.withLock { $0 = nil }
            _ = try await checkExistence()
            return []
        }
    }

    /// A request to a consumer that is gone is answered with silence, as one to a consumer with no messages. So that
    /// nobody waits forever, its silence is questioned now and then.
    ///
    /// - Returns: why the server cannot say; `nil` if it says that the consumer is there, or is not connected.
    /// - Throws: ``NATSError``: `noConsumer` if the consumer is gone.
    private func checkExistence() async throws(NATSError) -> NATSError? {
        let now = ContinuousClock.now
        if let seen = lastSeen.withLock({ $0 }), now - seen < Self.trust { return nil }
        guard try subscription.connection.isConnected(operation) else { return nil }
        do throws(NATSError) {
            let found = try await calls.run { [self] () throws(NATSError) in
                try lookUpConsumer(durable, of: stream, handle: subscription.connection) != nil
            }
            guard found else { throw NATSError(.noConsumer, operation, "it does not exist") }
            lastSeen.withLock { $0 = now }
            return nil
        } catch  where error.code == .timeout || error.code == .unreachable {
            return error
        } catch  where error.code == .noStream {
            throw NATSError(.noConsumer, operation, error.reason)
        }
    }

    /// One request to the server, or two.
    private func fetchSlice(max: Int, wait: Duration) async throws(NATSError) -> [NATSMessage] {
        try await queue.run { [self] () throws(NATSError) in
            let clock = ContinuousClock()
            let deadline = clock.now + wait
            var messages = try subscription.fetch(max: max, wait: wait, returnsEarly: true, operation)
            // Refused because others wait already: line up behind them, with a request that the server always holds.
            let remaining = deadline - clock.now
            if messages.isEmpty, remaining > Self.pause {
                messages = try subscription.fetch(max: 1, wait: remaining, returnsEarly: false, operation)
            }
            return try wrap(messages)
        }
    }

    /// Each message gets its owner before one of them can fail.
    private func wrap(_ pointers: [OpaquePointer]) throws(NATSError) -> [NATSMessage] {
        var messages: [NATSMessage] = []
        var failure: NATSError?
        for pointer in pointers {
            do throws(NATSError) {
                messages.append(
                    try NATSMessage(ReceivedMessage(pointer), subscription: subscription, calls: calls)
                )
            } catch {
                failure = error
            }
        }
        if messages.isEmpty, let failure { throw failure }
        return messages
    }
}

extension NATSConnection {
    /// Fetches from a durable consumer that exists; see ``ensureConsumer(_:)``.
    ///
    /// - Throws: ``NATSError``: `noStream` or `noConsumer` if it does not exist; `refused` or `other` if it is not a pull
    ///   consumer.
    public func pullConsumer(stream: String, durable: String) async throws(NATSError) -> PullConsumer {
        let (handle, calls) = (self.handle, self.calls)
        let subscription = try await calls.run { () throws(NATSError) in
            try SubscriptionHandle(stream: stream, durable: durable, connection: handle)
        }
        return PullConsumer(stream: stream, durable: durable, subscription: subscription, calls: calls)
    }
}
