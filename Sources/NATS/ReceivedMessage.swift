import CNATS

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Owns a message of the C library that a consumer delivered, and frees it once.
///
/// Unchecked: the library ties no message to a thread, and whoever shares this owner does so under a lock.
struct ReceivedMessage: ~Copyable, @unchecked Sendable {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit { natsMsg_Destroy(pointer) }

    var subject: String { text(natsMsg_GetSubject(pointer)) }

    var payload: [UInt8] {
        guard let bytes = natsMsg_GetData(pointer) else { return [] }
        return [UInt8](UnsafeRawBufferPointer(start: bytes, count: Int(natsMsg_GetDataLength(pointer))))
    }

    /// The headers, sorted by name: the library keeps them in a hash table.
    func headers() throws(NATSError) -> NATSHeaders {
        var names: UnsafeMutablePointer<UnsafePointer<CChar>?>?
        var count: Int32 = 0
        let status = natsMsgHeader_Keys(pointer, &names, &count)
        if status == NATS_NOT_FOUND { return [:] }
        try checked("read the headers of a message") { _ in status }
        // The array is ours to free, the strings are the message's.
        defer { free(names) }
        var fields: [NATSHeaders.Field] = []
        for name in strings(names, count: count).sorted() {
            for value in try values(of: name) {
                fields.append(NATSHeaders.Field(name: name, value: value))
            }
        }
        return NATSHeaders(fields)
    }

    private func values(of name: String) throws(NATSError) -> [String] {
        var values: UnsafeMutablePointer<UnsafePointer<CChar>?>?
        var count: Int32 = 0
        try checked("read the headers of a message") { _ in natsMsgHeader_Values(pointer, name, &values, &count) }
        defer { free(values) }
        return strings(values, count: count)
    }

    /// What the stream and the consumer say of a delivery.
    struct Metadata {
        let stream: String
        let sequence: UInt64
        let deliveries: UInt64
        let pending: UInt64
        let nanoseconds: Int64
    }

    /// What the stream and the consumer say of this delivery.
    func metadata() throws(NATSError) -> Metadata {
        let operation = "read where a message comes from"
        var data: UnsafeMutablePointer<jsMsgMetaData>?
        try checked(operation) { _ in natsMsg_GetMetaData(&data, pointer) }
        guard let data else { throw NATSError(.protocolViolation, operation, "it has no metadata") }
        defer { jsMsgMetaData_Destroy(data) }
        return Metadata(
            stream: text(data.pointee.Stream), sequence: data.pointee.Sequence.Stream,
            deliveries: data.pointee.NumDelivered, pending: data.pointee.NumPending,
            nanoseconds: data.pointee.Timestamp)
    }
}
