import GitOps
import NATS

/// Reads what a stream holds, from some place to its end. Nothing is settled, and nobody else is kept from anything.
struct StreamReader {
    /// The most messages that are in memory at a time.
    private static let batch = 64
    /// How long to wait for messages that are there.
    private static let wait = Duration.seconds(5)

    let connection: NATSConnection
    let stream: String
    /// The subjects to read; `nil` for all.
    var filter: String?

    /// Gives the messages that were there at the beginning to `body`, in their order.
    ///
    /// - Throws: ``NATSError``, above all `noStream`; what `body` throws.
    func read(
        from start: ConsumerConfiguration.Start = .first,
        _ body: ([NATSMessage]) async throws -> Void
    ) async throws {
        guard let state = try await connection.streamState(stream) else {
            throw CommandFailure(.failed, "there is no stream \(stream): 'runner subscribe' makes it")
        }
        guard state.messages > 0 else { return }
        // Several may read at the same time. A reader that is killed leaves its consumer, which the server removes.
        var wanted = ConsumerConfiguration(
            stream: stream, durable: "gitops-reader-\(UInt64.random(in: .min ... .max))", filterSubject: filter,
            // Since nothing is settled, all of it is outstanding in the end. Without a number the server stops at 1,000.
            ackWait: .seconds(3_600), maxAckPending: Int64(clamping: state.messages))
        wanted.start = start
        wanted.inactivityLimit = .seconds(300)
        _ = try await connection.ensureConsumer(wanted)
        do {
            try await read(wanted.durable, upTo: state.lastSequence, body)
        } catch {
            try? await connection.deleteConsumer(wanted.durable, of: stream)
            throw error
        }
        try await connection.deleteConsumer(wanted.durable, of: stream)
    }

    private func read(
        _ durable: String, upTo last: UInt64, _ body: ([NATSMessage]) async throws -> Void
    ) async throws {
        let consumer = try await connection.pullConsumer(stream: stream, durable: durable)
        var isAtEnd = try await connection.consumerState(of: durable, in: stream).pending == 0
        while !isAtEnd {
            let messages = try await consumer.fetch(max: Self.batch, wait: Self.wait)
            let wanted = messages.filter { $0.sequence <= last }
            if !wanted.isEmpty { try await body(wanted) }
            if let newest = messages.last {
                isAtEnd = newest.sequence >= last || newest.pending == 0
            } else {
                isAtEnd = try await connection.consumerState(of: durable, in: stream).pending == 0
            }
        }
    }
}
