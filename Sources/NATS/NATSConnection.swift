import CNATS
public import Logging

/// A connection to a NATS server or cluster. It reconnects by itself until it is closed.
///
/// All calls may be made from any task, at the same time. None blocks the threads that run tasks, and all end within the
/// time-outs of ``NATSConnectionOptions`` or the one they are given. A task that is cancelled
/// waits for the end of its call; only ``PullConsumer/fetch(max:wait:)`` ends before.
public final class NATSConnection: Sendable {
    let handle: ConnectionHandle
    let calls: BlockingQueues

    private init(handle: ConnectionHandle, calls: BlockingQueues) {
        self.handle = handle
        self.calls = calls
    }

    /// Connects to the first of the servers that can be reached. It is not tried again: that is for the caller to decide.
    ///
    /// - Parameters:
    ///   - options: Where, as whom, and how patiently.
    ///   - logger: Is told once when the connection is lost and once when it is back.
    /// - Throws: ``NATSError``, above all `unreachable`, `unauthorized`, `tls` or `invalidArgument`.
    public static func connect(
        _ options: NATSConnectionOptions, logger: Logger
    ) async throws(NATSError) -> NATSConnection {
        // Each takes a thread only while it is busy; an acknowledgement is busy for one round trip.
        let calls = BlockingQueues("calls", count: 16)
        let handle = try await calls.run { () throws(NATSError) in
            try ConnectionHandle(
                options, events: ConnectionEvents(logger: logger, userFile: options.credentials.userFile))
        }
        return NATSConnection(handle: handle, calls: calls)
    }

    /// Whether the connection is up at this moment.
    public var isConnected: Bool {
        (try? handle.isConnected("ask")) ?? false
    }

    /// The URL of the server that the connection is up with, without user info; empty if it is down.
    public var server: String { connectedServer(handle.connection) }

    /// Publishes without waiting for the server: the message is lost if the connection is. While it is lost, up to 8 MB
    /// are kept and sent when it is back.
    ///
    /// - Throws: ``NATSError``: `invalidArgument` for the subject, a header or the size; `closed`; `unreachable` if no more
    ///   can be kept.
    public func publish(
        _ payload: [UInt8], to subject: String, headers: NATSHeaders = [:]
    ) async throws(NATSError) {
        let handle = self.handle
        try await calls.run { () throws(NATSError) in
            let message = try OutgoingMessage.make(subject: subject, payload: payload, headers: headers)
            try checked("publish to \(subject)") { _ in natsConnection_PublishMsg(handle.connection, message.pointer) }
        }
    }

    /// Waits until the server has seen all that was published before.
    ///
    /// - Parameter timeout: How long to wait; `nil` for the options' `requestTimeout`.
    /// - Throws: ``NATSError``: `timeout`, `closed` or `unreachable`.
    public func flush(timeout: Duration? = nil) async throws(NATSError) {
        let handle = self.handle
        try await calls.run { () throws(NATSError) in
            let limit = (timeout ?? handle.requestTimeout).wholeMilliseconds
            try checked("flush") { _ in natsConnection_FlushTimeout(handle.connection, limit) }
        }
    }

    /// Sends what is waiting to be sent, then closes for good. Fetches that wait end with `closed`, messages that are not
    /// acknowledged come again elsewhere. Closing again does nothing.
    ///
    /// - Parameter timeout: How long the sending may take.
    public func close(flushingFor timeout: Duration = .seconds(5)) async {
        let handle = self.handle
        // What could not be sent now cannot be sent at all, and the caller cannot change that.
        try? await flush(timeout: timeout)
        try? await calls.run { () throws(NATSError) in handle.close() }
    }
}
