import CNATS

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Owns a pull subscription of the C library and destroys it once. It keeps its connection.
///
/// Unchecked: the library locks the object itself, and the pointer never changes.
final class SubscriptionHandle: @unchecked Sendable {
    private let subscription: OpaquePointer
    let connection: ConnectionHandle

    /// Binds to a consumer that exists; a consumer that does not is never created here.
    init(stream: String, durable: String, connection: ConnectionHandle) throws(NATSError) {
        let operation = "fetch from the consumer \(durable) of the stream \(stream)"
        try checkName(stream, operation)
        try checkName(durable, operation)
        var subscription: OpaquePointer?
        try checked(operation) { serverCode in
            stream.withCString { stream in
                durable.withCString { durable in
                    var options = jsSubOptions()
                    let status = jsSubOptions_Init(&options)
                    guard status == NATS_OK else { return status }
                    options.Stream = stream
                    options.Consumer = durable
                    return js_PullSubscribe(
                        &subscription, connection.jetStream, nil, durable, nil, &options, serverCode
                    )
                }
            }
        }
        guard let subscription else { throw NATSError(.other, operation, "the library made no subscription") }
        self.subscription = subscription
        self.connection = connection
    }

    deinit { natsSubscription_Destroy(subscription) }

    /// Asks the server once for messages and waits for its answer.
    ///
    /// - Parameters:
    ///   - max: How many messages are taken at most.
    ///   - wait: How long the server holds the request while there is nothing to deliver.
    ///   - returnsEarly: Whether fewer than `max` will do as soon as there are any. A server whose other requests wait for
    ///     more than there is answers such a request at once with nothing.
    /// - Returns: The messages; none if none came.
    func fetch(
        max: Int, wait: Duration, returnsEarly: Bool, _ operation: String
    ) throws(NATSError) -> [OpaquePointer] {
        var request = jsFetchRequest()
        try checked(operation) { _ in jsFetchRequest_Init(&request) }
        request.Batch = Int32(clamping: max)
        request.Expires = wait.wholeNanoseconds
        request.NoWait = returnsEarly
        var list = natsMsgList()
        let status = natsSubscription_FetchRequest(&list, subscription, &request)
        guard status == NATS_OK else {
            if let failure = Self.failure(of: status, operation) { throw failure }
            return []
        }
        // The messages become ours, so that only the array is freed here.
        defer { free(list.Msgs) }
        return UnsafeBufferPointer(start: list.Msgs, count: list.Msgs == nil ? 0 : Int(list.Count)).compactMap { $0 }
    }

    /// What a fetch that brought nothing is to be told as; `nil` where trying again is the answer.
    private static func failure(of status: natsStatus, _ operation: String) -> NATSError? {
        // "Nothing there" and "nothing came" are answers, not errors.
        if status == NATS_TIMEOUT || status == NATS_NOT_FOUND { return nil }
        let error = NATSError(status: status, operation: operation)
        // The library has one status for all that the server says with 409, and keeps the text.
        if error.reason.contains("Consumer Deleted") || status == NATS_NO_RESPONDERS {
            return NATSError(.noConsumer, operation, error.reason)
        }
        let passing = ["Server Shutdown", "Leadership Change", "Exceeded MaxWaiting"]
        let isPassing = error.code == .unreachable || passing.contains { error.reason.contains($0) }
        return isPassing ? nil : error
    }
}
