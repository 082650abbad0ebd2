import Crypto

/// Writes a thin pack: objects in full, or as the difference to one that the server has or that came before
/// (gitformat-pack, "pack-*.pack files have the following format").
struct PackWriter: Sendable {
    /// How many differences may build on one another.
    static let deepestChain = 50

    private var body: [UInt8] = []
    private var count: UInt32 = 0
    /// Made for the first object; copies of the writer share it.
    private var deflater: Deflater?
    /// For each object written, how many differences lie below it and the object outside the pack that they rest on.
    private var written: [ObjectID: (depth: Int, foundation: GitObject?)] = [:]

    /// The size of what was written, in bytes.
    var size: Int { body.count }

    /// Whether the object is in the pack already: no object may be in it twice.
    func contains(_ id: ObjectID) -> Bool { written[id] != nil }

    /// Adds an object, as a difference to `base` where that is the shorter form.
    ///
    /// - Throws: ``RemoteGitError`` of class `local` if compression fails.
    mutating func add(_ object: GitObject, base: GitObject?) throws(RemoteGitError) {
        var base = base
        let below = base.flatMap { written[$0.id] }
        if let below, below.depth >= Self.deepestChain { base = below.foundation }
        count += 1
        if let base {
            let delta = Delta(from: base.content, to: object.content).bytes
            if delta.count < object.content.count {
                header(type: 7, size: delta.count)
                body += base.id.bytes
                try compress(delta)
                let depth = written[base.id]?.depth ?? 0
                written[object.id] = (depth + 1, written[base.id].map(\.foundation) ?? base)
                return
            }
        }
        header(type: object.kind.rawValue, size: object.content.count)
        try compress(object.content)
        written[object.id] = (0, nil)
    }

    /// The whole pack, its checksum at the end.
    var bytes: [UInt8] {
        func word(_ value: UInt32) -> [UInt8] {
            [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
        }
        var pack: [UInt8] = []
        // Room for all of it at once: it may be the largest thing in memory.
        pack.reserveCapacity(12 + body.count + Insecure.SHA1.byteCount)
        pack += Array("PACK".utf8) + word(2) + word(count)
        pack += body
        pack += Insecure.SHA1.hash(data: pack)
        return pack
    }

    private mutating func compress(_ bytes: [UInt8]) throws(RemoteGitError) {
        let deflater = if let deflater { deflater } else { try Deflater() }
        self.deflater = deflater
        body += try deflater.compress(bytes)
    }

    /// Three bits of type, and the size in groups of four and then seven bits.
    private mutating func header(type: UInt8, size: Int) {
        var byte = type << 4 | UInt8(size & 0x0F)
        var rest = size >> 4
        while rest > 0 {
            body.append(byte | 0x80)
            byte = UInt8(rest & 0x7F)
            rest >>= 7
        }
        body.append(byte)
    }
}
