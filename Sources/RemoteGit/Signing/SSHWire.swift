/// Reads the data types that SSH's formats are made of (RFC 4251 section 5).
struct SSHWireReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: some Sequence<UInt8>) {
        rest = Array(bytes)[...]
    }

    /// So many bytes as they are; `nil` if there are fewer.
    mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
        guard count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// A `uint32`.
    mutating func number() -> UInt32? {
        bytes(4).map { $0.reduce(0) { $0 << 8 | UInt32($1) } }
    }

    /// A `string`: its length, then its bytes.
    mutating func string() -> ArraySlice<UInt8>? {
        number().flatMap { bytes(Int($0)) }
    }
}

/// Writes the same.
struct SSHWireWriter {
    private(set) var bytes: [UInt8]

    /// Begins with these characters as they are.
    init(_ preamble: String = "") {
        bytes = Array(preamble.utf8)
    }

    mutating func number(_ value: UInt32) {
        bytes += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    mutating func string(_ value: some Collection<UInt8>) {
        number(UInt32(value.count))
        bytes += value
    }

    mutating func string(_ text: String) {
        string(text.utf8)
    }
}
