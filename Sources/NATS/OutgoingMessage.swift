import CNATS

/// Owns a message of the C library that is to be published, and frees it once.
struct OutgoingMessage: ~Copyable {
    let pointer: OpaquePointer
    private let operation: String

    private init(_ pointer: OpaquePointer, operation: String) {
        self.pointer = pointer
        self.operation = operation
    }

    deinit { natsMsg_Destroy(pointer) }

    /// A message that is ready to be published.
    ///
    /// - Throws: ``NATSError`` `invalidArgument` for what cannot be sent as it is.
    static func make(
        subject: String, payload: [UInt8], headers: NATSHeaders
    ) throws(NATSError) -> OutgoingMessage {
        try checkSubject(subject, "publish")
        let operation = "publish to \(subject)"
        try headers.check(operation)
        let pointer = try create(subject: subject, payload: payload, operation)
        let message = OutgoingMessage(pointer, operation: operation)
        try message.add(headers)
        return message
    }

    private static func create(
        subject: String, payload: [UInt8], _ operation: String
    ) throws(NATSError) -> OpaquePointer {
        guard let size = Int32(exactly: payload.count) else {
            throw NATSError(.invalidArgument, operation, "the message is larger than 2 GB")
        }
        var message: OpaquePointer?
        try checked(operation) { _ in
            payload.withUnsafeBytes { bytes in
                natsMsg_Create(&message, subject, nil, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), size)
            }
        }
        guard let message else { throw NATSError(.other, operation, "the library made no message") }
        return message
    }

    private func add(_ headers: NATSHeaders) throws(NATSError) {
        for field in headers.fields {
            try checked(operation) { _ in natsMsgHeader_Add(pointer, field.name, field.value) }
        }
    }
}
