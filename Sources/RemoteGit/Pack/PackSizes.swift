/// The sizes that a pack says its objects have, looked at before a library makes room for them: a few bytes can say, or be,
/// any number of them (gitformat-pack, "pack-*.pack files have the following format").
struct PackSizes {
    /// The largest sum of the objects' sizes, in bytes.
    let maximum: Int

    /// Looks a pack through.
    ///
    /// - Throws: ``RemoteGitError``: `tooLarge` if the objects are, also those that are told as differences; `brokenAnswer`
    ///   if what is in the pack is not as long as it says.
    func check(_ pack: [UInt8]) throws(RemoteGitError) {
        try pack.withUnsafeBufferPointer { bytes throws(RemoteGitError) in
            var reader = PackEntryReader(bytes)
            var inflater = try Inflater()
            var left = maximum
            for _ in 0..<(try reader.readCount()) {
                let entry = try reader.readHeader()
                guard entry.size <= maximum else { throw tooLarge }
                let data = try inflater.read(reader.rest, size: entry.size)
                reader.skip(data.length)
                let size = entry.isDelta ? try Self.resultSize(ofDelta: data.beginning) : entry.size
                guard size <= left else { throw tooLarge }
                left -= size
            }
            guard reader.rest.isEmpty else { throw PackEntryReader.broken }
        }
    }

    private var tooLarge: RemoteGitError {
        RemoteGitError(.tooLarge, "the server sent objects of more than \(maximum) bytes")
    }

    /// A difference begins with the size of what it is one to, and that of what it makes of it.
    private static func resultSize(ofDelta beginning: [UInt8]) throws(RemoteGitError) -> Int {
        var bytes = beginning[...]
        _ = try PackEntryReader.readSize(&bytes)
        return try PackEntryReader.readSize(&bytes)
    }
}

/// Reads what stands between the compressed parts of a pack.
private struct PackEntryReader {
    /// What was not read yet, up to the checksum at the end.
    private(set) var rest: UnsafeBufferPointer<UInt8>

    static let broken = RemoteGitError(.brokenAnswer, "the server's pack cannot be read")

    init(_ pack: UnsafeBufferPointer<UInt8>) {
        rest = UnsafeBufferPointer(rebasing: pack.dropLast(20))
    }

    mutating func skip(_ count: Int) {
        rest = UnsafeBufferPointer(rebasing: rest.dropFirst(count))
    }

    private mutating func next() throws(RemoteGitError) -> UInt8 {
        guard let byte = rest.first else { throw Self.broken }
        skip(1)
        return byte
    }

    /// The number of objects, from the header of the pack.
    mutating func readCount() throws(RemoteGitError) -> Int {
        guard rest.count >= 12, rest.starts(with: Array("PACK".utf8)) else { throw Self.broken }
        let count = rest[8..<12].reduce(0) { $0 << 8 | Int($1) }
        skip(12)
        return count
    }

    /// What stands before an object: its kind, how long it is or the difference that makes it, and what to.
    mutating func readHeader() throws(RemoteGitError) -> (isDelta: Bool, size: Int) {
        let first = try next()
        var size = Int(first & 0x0F)
        if first & 0x80 != 0 { size |= try Self.shifted(try readSize(), by: 4) }
        switch first >> 4 & 0x07 {
        case 1...4: return (false, size)
        case 6:
            while try next() & 0x80 != 0 {}
            return (true, size)
        case 7:
            guard rest.count >= 20 else { throw Self.broken }
            skip(20)
            return (true, size)
        default: throw Self.broken
        }
    }

    private mutating func readSize() throws(RemoteGitError) -> Int {
        var slice = rest[...]
        let size = try Self.readSize(&slice)
        rest = UnsafeBufferPointer(rebasing: slice)
        return size
    }

    /// A number in groups of seven bits, the lowest first.
    static func readSize<Bytes: Collection<UInt8>>(_ bytes: inout Bytes) throws(RemoteGitError) -> Int
    where Bytes.SubSequence == Bytes {
        var size = 0
        var shift = 0
        while let byte = bytes.popFirst() {
            size |= try shifted(Int(byte & 0x7F), by: shift)
            if byte & 0x80 == 0 { return size }
            shift += 7
        }
        throw broken
    }

    private static func shifted(_ value: Int, by shift: Int) throws(RemoteGitError) -> Int {
        guard shift < Int.bitWidth, value <= Int.max >> shift else { throw broken }
        return value << shift
    }
}
