import Logging
import NATS

/// Where the gateway puts events.
protocol HookBus: Sendable {
    /// Stores an event.
    ///
    /// - Returns: where it is, once it is safe.
    func store(_ message: HookMessage) async throws -> StreamAcknowledgement
}

/// The connection to the bus. It is made when the first event comes, and again when it was closed; the library sees to
/// what lies between.
actor BusLink: HookBus {
    /// How long the bus may take. By default a person waits for Slack's answer, and Slack for three seconds.
    struct Patience: Sendable {
        /// For a message to be stored, the connection included.
        var all = Duration.milliseconds(2_000)
        /// How much of that the servers may take together to be connected to.
        var connecting = Duration.milliseconds(1_600)
        /// How much of that one of them may take.
        var server = Duration.milliseconds(800)

        /// How long each of so many servers may take.
        func connecting(toEachOf servers: Int) -> Duration { min(server, connecting / max(1, servers)) }
    }

    /// How soon a server is asked again that could not be reached.
    private static let pause = Duration.seconds(1)

    private let options: NATSConnectionOptions
    private let patience: Patience
    private let names: BusNames
    private let logger: Logger
    private var connection: NATSConnection?
    private var attempt: Task<NATSConnection, any Error>?
    private var lastFailure: (error: any Error, at: ContinuousClock.Instant)?

    init(_ options: NATSConnectionOptions, names: BusNames, patience: Patience = Patience(), logger: Logger) {
        var options = options
        options.connectTimeout = patience.connecting(toEachOf: options.servers.count)
        self.options = options
        self.patience = patience
        self.names = names
        self.logger = logger
    }

    func store(_ message: HookMessage) async throws -> StreamAcknowledgement {
        let end = ContinuousClock.now + patience.all
        let connection = try await connected()
        do {
            return try await publish(message, on: connection, until: end)
        } catch  where error.code == .noStream {
            try await BusStream(role: .events, names: names).prepare(on: connection)
            return try await publish(message, on: connection, until: end)
        } catch  where error.code == .closed {
            if self.connection === connection { self.connection = nil }
            throw error
        }
    }

    private func publish(
        _ message: HookMessage, on connection: NATSConnection, until end: ContinuousClock.Instant
    ) async throws(NATSError) -> StreamAcknowledgement {
        let headers = NATSHeaders(message.headers.map { NATSHeaders.Field(name: $0.name, value: $0.value) })
        return try await connection.publishToStream(
            message.body, to: names.events(message.kind), headers: headers, id: message.id,
            timeout: max(.milliseconds(200), end - .now))
    }

    /// The connection. All that come while it is made wait for the same.
    private func connected() async throws -> NATSConnection {
        if let connection { return connection }
        if let lastFailure, ContinuousClock.now - lastFailure.at < Self.pause { throw lastFailure.error }
        let attempt =
            self.attempt ?? Task { [options, logger] in try await NATSConnection.connect(options, logger: logger) }
        self.attempt = attempt
        defer { if self.attempt == attempt { self.attempt = nil } }
        do {
            let connection = try await attempt.value
            (self.connection, lastFailure) = (connection, nil)
            return connection
        } catch {
            lastFailure = (error, .now)
            throw error
        }
    }

    /// Closes the connection.
    func close() async {
        await connection?.close()
        connection = nil
    }
}
