import Logging
import NATS
import TestSupport

/// Runs a server and connects to it.
func withConnection(
    _ body: @Sendable (NATSConnection, NATSServer) async throws -> Void
) async throws {
    try await withNATSServer { server in
        let connection = try await connect(to: server)
        try await body(connection, server)
        await connection.close()
    }
}

/// Runs a server, connects to it, and makes the stream `EVENTS` with the consumer `worker`.
func withConsumer(
    ackWait: Duration = .seconds(3_600),
    _ body: @Sendable (NATSConnection, PullConsumer) async throws -> Void
) async throws {
    try await withConnection { connection, _ in
        try await body(connection, try await makeConsumer(connection, ackWait: ackWait))
    }
}

func connect(to server: NATSServer, logger: Logger = LogRecorder().logger) async throws -> NATSConnection {
    var options = NATSConnectionOptions.patient([server.url])
    options.reconnectWait = .milliseconds(100)
    return try await NATSConnection.connect(options, logger: logger)
}

extension NATSConnectionOptions {
    /// Options whose limits of time do not strike, however slow the machine is.
    static func patient(
        _ servers: [String], credentials: NATSCredentials = .none, tls: NATSTLS? = nil
    ) -> NATSConnectionOptions {
        var options = NATSConnectionOptions(servers: servers, credentials: credentials, tls: tls)
        options.connectTimeout = .seconds(300)
        options.writeTimeout = .seconds(300)
        options.requestTimeout = .seconds(300)
        options.pingInterval = .seconds(3_600)
        return options
    }
}

func makeConsumer(
    _ connection: NATSConnection, ackWait: Duration = .seconds(3_600), maxAckPending: Int64 = 1_000
) async throws -> PullConsumer {
    _ = try await connection.ensureStream(StreamConfiguration(name: "EVENTS", subjects: ["events.>"]))
    _ = try await connection.ensureConsumer(
        ConsumerConfiguration(stream: "EVENTS", durable: "worker", ackWait: ackWait, maxAckPending: maxAckPending))
    return try await connection.pullConsumer(stream: "EVENTS", durable: "worker")
}

extension PullConsumer {
    /// The next message, or `nil` if none comes.
    func next(wait: Duration = .seconds(300)) async throws -> NATSMessage? {
        try await fetch(max: 1, wait: wait).first
    }
}

extension NATSConnection {
    /// Starts a fetch for longer than the test may take, and returns when the server has been asked.
    func startFetch(
        from consumer: PullConsumer, wait: Duration = .seconds(3_600)
    ) async throws -> Task<[NATSMessage], any Error> {
        let requests = try await subscribe(to: "$JS.API.CONSUMER.MSG.NEXT.\(consumer.stream).\(consumer.durable)")
        let fetching = Task { try await consumer.fetch(max: 10, wait: wait) }
        _ = try await requests.next()
        return fetching
    }

    /// Whether the server waits for nobody to settle what it has delivered, and so delivers none of it again.
    func isSettled(_ consumer: PullConsumer) async throws -> Bool {
        try await consumerState(of: consumer.durable, in: consumer.stream).unacknowledged == 0
    }
}
