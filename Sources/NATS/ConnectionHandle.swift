import CNATS

/// Owns a connection of the C library and its JetStream context, and destroys both once.
///
/// Unchecked: the library locks both objects itself, and the pointers never change.
final class ConnectionHandle: @unchecked Sendable {
    let connection: OpaquePointer
    let jetStream: OpaquePointer
    let requestTimeout: Duration
    private let events: ConnectionEvents

    /// Connects; blocks for up to the connect time-out of each server.
    init(_ options: NATSConnectionOptions, events: ConnectionEvents) throws(NATSError) {
        do throws(NATSError) {
            connection = try Self.connect(options, events: events)
        } catch {
            events.stopListening()
            throw error
        }
        self.events = events
        requestTimeout = options.requestTimeout
        do throws(NATSError) {
            jetStream = try Self.jetStream(of: connection, requestTimeout: requestTimeout)
        } catch {
            events.stopListening()
            natsConnection_Destroy(connection)
            throw error
        }
    }

    deinit {
        events.stopListening()
        jsCtx_Destroy(jetStream)
        natsConnection_Destroy(connection)
    }

    /// Closes the connection for good. What waits on it ends at once. Closing again does nothing.
    func close() {
        events.stopListening()
        natsConnection_Close(connection)
    }

    /// Whether the connection is up at this moment.
    ///
    /// - Throws: ``NATSError`` `closed` if it never will be again.
    func isConnected(_ operation: @autoclosure () -> String) throws(NATSError) -> Bool {
        switch natsConnection_Status(connection) {
        case NATS_CONN_STATUS_CONNECTED: return true
        case NATS_CONN_STATUS_CLOSED: throw NATSError(.closed, operation(), "the connection is closed")
        default: return false
        }
    }

    private static func connect(
        _ options: NATSConnectionOptions, events: ConnectionEvents
    ) throws(NATSError) -> OpaquePointer {
        let libraryOptions = try LibraryOptions()
        try libraryOptions.apply(options, events: events)
        let operation = "connect to \(options.serverList)"
        var connection: OpaquePointer?
        do throws(NATSError) {
            try checked(operation) { _ in
                while true {
                    let status = natsConnection_Connect(&connection, libraryOptions.pointer)
                    guard status != NATS_OK, events.takeWhetherItCouldNotSign() else { return status }
                }
            }
        } catch  where error.code == .closed {
            // Somebody took the connection and closed it at once, as proxies do while the server is away.
            throw NATSError(.unreachable, operation, error.reason)
        }
        guard let connection else { throw NATSError(.other, operation, "the library made no connection") }
        return connection
    }

    private static func jetStream(
        of connection: OpaquePointer, requestTimeout: Duration
    ) throws(NATSError) -> OpaquePointer {
        var options = jsOptions()
        try checked("set up JetStream") { _ in jsOptions_Init(&options) }
        options.Wait = requestTimeout.wholeMilliseconds
        var context: OpaquePointer?
        try checked("set up JetStream") { _ in natsConnection_JetStream(&context, connection, &options) }
        guard let context else { throw NATSError(.other, "set up JetStream", "the library made no context") }
        return context
    }
}
