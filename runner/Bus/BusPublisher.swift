import NATS

/// Publishes into one of the streams, and makes the stream again if somebody has deleted it.
struct BusPublisher: Sendable {
    let connection: NATSConnection
    let stream: BusStream

    /// Publishes and waits until the message is stored.
    ///
    /// - Parameter id: the stream stores only the first message of an id within its duplicate window.
    /// - Throws: ``NATSError``, ``CommandFailure``.
    @discardableResult
    func publish(
        _ payload: [UInt8], to subject: String, headers: NATSHeaders, id: String? = nil
    ) async throws -> StreamAcknowledgement {
        do throws(NATSError) {
            return try await connection.publishToStream(payload, to: subject, headers: headers, id: id)
        } catch {
            guard error.code == .noStream else { throw error }
            try await stream.prepare(on: connection)
            return try await connection.publishToStream(payload, to: subject, headers: headers, id: id)
        }
    }
}
