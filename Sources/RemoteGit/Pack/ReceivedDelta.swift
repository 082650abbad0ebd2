/// A difference as it was received (gitformat-pack, "Deltified representation").
struct ReceivedDelta {
    /// The length of what it is a difference to, in bytes, by its own account.
    let baseSize: Int
    /// The length of what it makes of that.
    let resultSize: Int
    private let instructions: PackBytes

    /// Reads the sizes at the beginning.
    ///
    /// - Throws: ``RemoteGitError`` of class `brokenAnswer`.
    init(_ content: [UInt8]) throws(RemoteGitError) {
        var bytes = PackBytes(content[...])
        baseSize = try bytes.readSize()
        resultSize = try bytes.readSize()
        instructions = bytes
    }

    /// What it makes of its base.
    ///
    /// - Throws: ``RemoteGitError`` of class `brokenAnswer` if that is another base, or not what it should be. No more
    ///   memory than for the size that was told is taken until then.
    func applied(to base: [UInt8]) throws(RemoteGitError) -> [UInt8] {
        guard base.count == baseSize else { throw .brokenPack }
        var bytes = instructions
        var result: [UInt8] = []
        result.reserveCapacity(min(resultSize, base.count + bytes.rest.count))
        while !bytes.rest.isEmpty {
            let piece = try Self.readPiece(&bytes, base)
            guard piece.count <= resultSize - result.count else { throw .brokenPack }
            result += piece
        }
        guard result.count == resultSize else { throw .brokenPack }
        return result
    }

    /// Bytes of the base, or those that follow.
    private static func readPiece(_ bytes: inout PackBytes, _ base: [UInt8]) throws(RemoteGitError) -> ArraySlice<UInt8>
    {
        let operation = try bytes.readByte()
        guard operation & 0x80 != 0 else {
            // None at all is kept for what may come.
            guard operation > 0 else { throw .brokenPack }
            return try bytes.read(Int(operation))
        }
        // The bits say which bytes of the offset and of the length are there; the others are zero.
        var offset = 0
        var length = 0
        for index in 0..<4 where operation >> index & 1 != 0 { offset |= Int(try bytes.readByte()) << (8 * index) }
        for index in 0..<3 where operation >> (4 + index) & 1 != 0 {
            length |= Int(try bytes.readByte()) << (8 * index)
        }
        if length == 0 { length = 0x10000 }
        guard offset + length <= base.count else { throw .brokenPack }
        return base[offset..<offset + length]
    }
}
