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
    ackWait: Duration = .seconds(20),
    _ body: @Sendable (NATSConnection, PullConsumer) async throws -> Void
) async throws {
    try await withConnection { connection, _ in
        try await body(connection, try await makeConsumer(connection, ackWait: ackWait))
    }
}

func connect(to server: NATSServer, logger: Logger = LogRecorder().logger) async throws -> NATSConnection {
    var options = NATSConnectionOptions(servers: [server.url])
    options.reconnectWait = .milliseconds(100)
    return try await NATSConnection.connect(options, logger: logger)
}

func makeConsumer(
    _ connection: NATSConnection, ackWait: Duration = .seconds(20), maxAckPending: Int64 = 1_000
) async throws -> PullConsumer {
    _ = try await connection.ensureStream(StreamConfiguration(name: "EVENTS", subjects: ["events.>"]))
    _ = try await connection.ensureConsumer(
        ConsumerConfiguration(stream: "EVENTS", durable: "worker", ackWait: ackWait, maxAckPending: maxAckPending))
    return try await connection.pullConsumer(stream: "EVENTS", durable: "worker")
}

extension PullConsumer {
    /// The next message, or `nil` if none comes.
    func next(wait: Duration = .seconds(10)) async throws -> NATSMessage? {
        try await fetch(max: 1, wait: wait).first
    }
}
