import CNATS

extension NATSConnection {
    /// Creates a stream if there is none of this name. One that is there is left as it is.
    ///
    /// - Returns: The configuration that the server has, which may differ from what was asked for.
    /// - Throws: ``NATSError``: `refused` if the server will not create it, as when another stream has its subjects;
    ///   `noStream` if JetStream is off.
    public func ensureStream(_ configuration: StreamConfiguration) async throws(NATSError) -> StreamConfiguration {
        let handle = self.handle
        return try await calls.run { () throws(NATSError) in
            try checkName(configuration.name, "create the stream")
            if let existing = try lookUpStream(configuration.name, handle: handle) { return existing }
            return try create(configuration, handle: handle)
        }
    }

    /// Creates a durable pull consumer with explicit acknowledgement if there is none of this name. One that is there is
    /// left as it is.
    ///
    /// - Returns: The configuration that the server has, which may differ from what was asked for.
    /// - Throws: ``NATSError``: `noStream` if the stream does not exist; `refused` if the server will not create it.
    public func ensureConsumer(
        _ configuration: ConsumerConfiguration
    ) async throws(NATSError) -> ConsumerConfiguration {
        let handle = self.handle
        return try await calls.run { () throws(NATSError) in
            try checkName(configuration.stream, "create the consumer")
            try checkName(configuration.durable, "create the consumer")
            if let existing = try lookUpConsumer(configuration.durable, of: configuration.stream, handle: handle) {
                return existing
            }
            return try create(configuration, handle: handle)
        }
    }
}

/// The configuration of a stream, or `nil` if it does not exist.
func lookUpStream(_ name: String, handle: ConnectionHandle) throws(NATSError) -> StreamConfiguration? {
    var info: UnsafeMutablePointer<jsStreamInfo>?
    do throws(NATSError) {
        try checked("look up the stream \(name)") { js_GetStreamInfo(&info, handle.jetStream, name, nil, $0) }
    } catch  where error.code == .noStream {
        return nil
    }
    return try configuration(of: info, "look up the stream \(name)")
}

private func create(
    _ wanted: StreamConfiguration, handle: ConnectionHandle
) throws(NATSError) -> StreamConfiguration {
    let operation = "create the stream \(wanted.name)"
    var info: UnsafeMutablePointer<jsStreamInfo>?
    do throws(NATSError) {
        try checked(operation) { serverCode in
            wanted.withLibraryConfig { js_AddStream(&info, handle.jetStream, $0, nil, serverCode) }
        }
    } catch  where error.code == .refused {
        // Another runner may have created it since we looked.
        if let existing = try lookUpStream(wanted.name, handle: handle) { return existing }
        throw error
    }
    return try configuration(of: info, operation)
}

private func configuration(
    of info: UnsafeMutablePointer<jsStreamInfo>?, _ operation: String
) throws(NATSError) -> StreamConfiguration {
    defer { jsStreamInfo_Destroy(info) }
    guard let config = info?.pointee.Config else {
        throw NATSError(.protocolViolation, operation, "the answer has no configuration")
    }
    return StreamConfiguration(config.pointee)
}

/// The configuration of a consumer, or `nil` if it does not exist.
///
/// - Throws: ``NATSError``: `noStream` if there is no such stream; `unreachable` if the server has no JetStream to ask, as
///   one that is about to stop.
func lookUpConsumer(
    _ durable: String, of stream: String, handle: ConnectionHandle
) throws(NATSError) -> ConsumerConfiguration? {
    let operation = "look up the consumer \(durable) of the stream \(stream)"
    var info: UnsafeMutablePointer<jsConsumerInfo>?
    var answer = jsErrCode(rawValue: 0)
    do throws(NATSError) {
        try checked(operation) { serverCode in
            defer { answer = serverCode.pointee }
            return js_GetConsumerInfo(&info, handle.jetStream, stream, durable, nil, serverCode)
        }
    } catch  where error.code == .noConsumer {
        return nil
    } catch  where error.code == .noStream && answer != JSStreamNotFoundErr {
        throw NATSError(.unreachable, operation, "JetStream does not answer (\(error.reason))")
    }
    return try configuration(of: info, stream: stream, operation)
}

private func create(
    _ wanted: ConsumerConfiguration, handle: ConnectionHandle
) throws(NATSError) -> ConsumerConfiguration {
    let operation = "create the consumer \(wanted.durable) of the stream \(wanted.stream)"
    var info: UnsafeMutablePointer<jsConsumerInfo>?
    try checked(operation) { serverCode in
        wanted.withLibraryConfig { js_AddConsumer(&info, handle.jetStream, wanted.stream, $0, nil, serverCode) }
    }
    return try configuration(of: info, stream: wanted.stream, operation)
}

private func configuration(
    of info: UnsafeMutablePointer<jsConsumerInfo>?, stream: String, _ operation: String
) throws(NATSError) -> ConsumerConfiguration {
    defer { jsConsumerInfo_Destroy(info) }
    guard let config = info?.pointee.Config else {
        throw NATSError(.protocolViolation, operation, "the answer has no configuration")
    }
    return ConsumerConfiguration(config.pointee, stream: stream)
}
