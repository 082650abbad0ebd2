import CNATS

/// What a stream answered when it had stored a message.
public struct StreamAcknowledgement: Sendable, Hashable {
    /// The stream's name.
    public let stream: String
    /// The message's sequence number in the stream.
    public let sequence: UInt64
    /// Whether the stream had a message of that id already, and stored nothing now.
    public let isDuplicate: Bool

    /// An answer as a stream would give it.
    public init(stream: String, sequence: UInt64, isDuplicate: Bool = false) {
        self.stream = stream
        self.sequence = sequence
        self.isDuplicate = isDuplicate
    }
}

extension NATSConnection {
    /// Publishes into the stream that takes the subject, and waits until it has stored the message.
    ///
    /// - Parameters:
    ///   - payload: The message's bytes.
    ///   - subject: The subject, without wildcards.
    ///   - headers: The message's headers.
    ///   - id: Sent as `Nats-Msg-Id`; the stream stores only the first message of an id within its duplicate window.
    ///   - timeout: How long to wait for the stream's answer; `nil` for the connection's `requestTimeout`.
    /// - Throws: ``NATSError``: `noStream` if none takes the subject, `timeout` or `unreachable` if it is not known whether
    ///   the message is stored (publish it again under the same id), `refused` if the stream will not store it.
    public func publishToStream(
        _ payload: [UInt8],
        to subject: String,
        headers: NATSHeaders = [:],
        id: String? = nil,
        timeout: Duration? = nil
    ) async throws(NATSError) -> StreamAcknowledgement {
        let handle = self.handle
        var headers = headers
        if let id { headers["Nats-Msg-Id"] = id }
        return try await calls.run { [headers] () throws(NATSError) in
            let message = try OutgoingMessage.make(subject: subject, payload: payload, headers: headers)
            return try store(message, subject: subject, handle: handle, timeout: timeout)
        }
    }
}

private func store(
    _ message: borrowing OutgoingMessage, subject: String, handle: ConnectionHandle, timeout: Duration?
) throws(NATSError) -> StreamAcknowledgement {
    let operation = "publish to a stream on \(subject)"
    var options = jsPubOptions()
    try checked(operation) { _ in jsPubOptions_Init(&options) }
    options.MaxWait = (timeout ?? handle.requestTimeout).wholeMilliseconds
    var acknowledgement: UnsafeMutablePointer<jsPubAck>?
    let pointer = message.pointer
    try checked(operation) { js_PublishMsg(&acknowledgement, handle.jetStream, pointer, &options, $0) }
    guard let acknowledgement else { throw NATSError(.protocolViolation, operation, "the answer was empty") }
    defer { jsPubAck_Destroy(acknowledgement) }
    return StreamAcknowledgement(
        stream: text(acknowledgement.pointee.Stream),
        sequence: acknowledgement.pointee.Sequence,
        isDuplicate: acknowledgement.pointee.Duplicate
    )
}
