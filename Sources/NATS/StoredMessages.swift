import CNATS
public import FoundationEssentials

/// What a stream holds at a moment.
public struct StreamState: Sendable, Hashable {
    /// How many messages.
    public let messages: UInt64
    /// Their bytes.
    public let bytes: UInt64
    /// The number of the first, or of the next one if there are none.
    public let firstSequence: UInt64
    /// The number of the last that was ever stored.
    public let lastSequence: UInt64
}

/// How far a consumer is at a moment.
public struct ConsumerState: Sendable, Hashable {
    /// How many messages it has still to deliver for the first time.
    public let pending: UInt64
    /// How many it has delivered that are not settled, those that wait for a redelivery included.
    public let unacknowledged: UInt64
}

/// A message as a stream keeps it.
public struct StoredMessage: Sendable, Hashable {
    /// The subject that it was published to.
    public let subject: String
    /// Its headers.
    public let headers: NATSHeaders
    /// Its bytes.
    public let payload: [UInt8]
    /// Its sequence number.
    public let sequence: UInt64
    /// When it was stored, by the server's clock.
    public let timestamp: Date
}

extension NATSConnection {
    /// What a stream holds; `nil` if there is no such stream.
    ///
    /// - Throws: ``NATSError``.
    public func streamState(_ name: String) async throws(NATSError) -> StreamState? {
        let handle = self.handle
        let operation = "look up the stream \(name)"
        return try await calls.run { () throws(NATSError) in
            try checkName(name, operation)
            var info: UnsafeMutablePointer<jsStreamInfo>?
            do throws(NATSError) {
                try checked(operation) { js_GetStreamInfo(&info, handle.jetStream, name, nil, $0) }
            } catch  where error.code == .noStream {
                return nil
            }
            defer { jsStreamInfo_Destroy(info) }
            guard let state = info?.pointee.State else {
                throw NATSError(.protocolViolation, operation, "the answer has no state")
            }
            return StreamState(
                messages: state.Msgs, bytes: state.Bytes, firstSequence: state.FirstSeq, lastSequence: state.LastSeq)
        }
    }

    /// A message of a stream; `nil` if there is none of this number.
    ///
    /// - Throws: ``NATSError``: `noStream` if there is no such stream.
    public func storedMessage(
        _ sequence: UInt64, in stream: String
    ) async throws(NATSError) -> StoredMessage? {
        let handle = self.handle
        let operation = "read message \(sequence) of \(stream)"
        return try await calls.run { () throws(NATSError) in
            try checkName(stream, operation)
            // The library does not ask for it.
            guard sequence > 0 else { return nil }
            var pointer: OpaquePointer?
            do throws(NATSError) {
                try checked(operation) { js_GetMsg(&pointer, handle.jetStream, stream, sequence, nil, $0) }
            } catch  where error.code == .noMessage {
                return nil
            }
            guard let pointer else { throw NATSError(.protocolViolation, operation, "the answer was empty") }
            let message = ReceivedMessage(pointer)
            return StoredMessage(
                subject: message.subject, headers: try message.headers(), payload: message.payload,
                sequence: natsMsg_GetSequence(message.pointer),
                timestamp: Date(timeIntervalSince1970: Double(natsMsg_GetTime(message.pointer)) / 1e9))
        }
    }

    /// Removes a message from a stream.
    ///
    /// - Returns: Whether it was there.
    /// - Throws: ``NATSError``: `noStream` if there is no such stream; `refused` if the stream lets none be removed.
    @discardableResult
    public func deleteMessage(_ sequence: UInt64, from stream: String) async throws(NATSError) -> Bool {
        guard try await storedMessage(sequence, in: stream) != nil else { return false }
        let handle = self.handle
        return try await calls.run { () throws(NATSError) in
            do throws(NATSError) {
                try checked("remove message \(sequence) of \(stream)") {
                    js_DeleteMsg(handle.jetStream, stream, sequence, nil, $0)
                }
                return true
            } catch  where error.code == .noMessage {
                return false
            }
        }
    }

    /// Removes a consumer. One that is not there needs no removal.
    ///
    /// - Throws: ``NATSError``.
    public func deleteConsumer(_ durable: String, of stream: String) async throws(NATSError) {
        let handle = self.handle
        try await calls.run { () throws(NATSError) in
            do throws(NATSError) {
                try checked("remove the consumer \(durable) of \(stream)") {
                    js_DeleteConsumer(handle.jetStream, stream, durable, nil, $0)
                }
            } catch  where error.code == .noConsumer || error.code == .noStream {
                return
            }
        }
    }

    /// How far a consumer is.
    ///
    /// - Throws: ``NATSError``: `noConsumer` or `noStream` if it does not exist.
    public func consumerState(of durable: String, in stream: String) async throws(NATSError) -> ConsumerState {
        let handle = self.handle
        return try await calls.run { () throws(NATSError) in
            var info: UnsafeMutablePointer<jsConsumerInfo>?
            try checked("look up the consumer \(durable) of the stream \(stream)") {
                js_GetConsumerInfo(&info, handle.jetStream, stream, durable, nil, $0)
            }
            defer { jsConsumerInfo_Destroy(info) }
            return ConsumerState(
                pending: info?.pointee.NumPending ?? 0, unacknowledged: UInt64(info?.pointee.NumAckPending ?? 0))
        }
    }

    /// Whether the server has JetStream for this account.
    ///
    /// - Throws: ``NATSError``.
    public func hasJetStream() async throws(NATSError) -> Bool {
        let handle = self.handle
        return try await calls.run { () throws(NATSError) in
            var info: UnsafeMutablePointer<jsAccountInfo>?
            do throws(NATSError) {
                try checked("ask for JetStream") { js_GetAccountInfo(&info, handle.jetStream, nil, $0) }
            } catch  where error.code == .noStream {
                return false
            }
            jsAccountInfo_Destroy(info)
            return true
        }
    }

    /// How a consumer is configured; `nil` if there is none of this name.
    ///
    /// - Throws: ``NATSError``: `noStream` if there is no such stream.
    public func consumer(_ durable: String, of stream: String) async throws(NATSError) -> ConsumerConfiguration? {
        let handle = self.handle
        return try await calls.run { () throws(NATSError) in
            try lookUpConsumer(durable, of: stream, handle: handle)
        }
    }

    /// How a stream is configured; `nil` if there is none of this name.
    ///
    /// - Throws: ``NATSError``.
    public func stream(_ name: String) async throws(NATSError) -> StreamConfiguration? {
        let handle = self.handle
        return try await calls.run { () throws(NATSError) in
            try checkName(name, "look up the stream")
            return try lookUpStream(name, handle: handle)
        }
    }
}
