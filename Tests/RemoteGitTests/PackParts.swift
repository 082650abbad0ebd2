import Crypto

@testable import RemoteGit

/// Packs written by hand, entry by entry, which need not be right.
enum PackParts {
    /// A pack of entries.
    static func pack(_ entries: [[UInt8]], count: UInt32? = nil) -> [UInt8] {
        let number = count ?? UInt32(entries.count)
        let digits = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
        let body = Array("PACK".utf8) + [0, 0, 0, 2] + digits + entries.flatMap(\.self)
        return body + Insecure.SHA1.hash(data: body)
    }

    /// An entry that says a size, whatever it holds.
    static func entry(_ kind: UInt8, size: Int, base: [UInt8] = [], _ content: [UInt8]) throws -> [UInt8] {
        var header = [kind << 4 | UInt8(size & 0x0F) | (size > 15 ? 0x80 : 0)]
        if size > 15 { header += number(size >> 4) }
        return header + base + (try Deflater().compress(content))
    }

    static func whole(_ object: GitObject) throws -> [UInt8] {
        try entry(object.kind.rawValue, size: object.content.count, object.content)
    }

    /// A difference to an object by its id.
    static func difference(to base: ObjectID, _ content: [UInt8]) throws -> [UInt8] {
        try entry(7, size: content.count, base: base.bytes, content)
    }

    /// A difference to what stands so many bytes before it.
    static func difference(back distance: Int, _ content: [UInt8]) throws -> [UInt8] {
        var bytes = [UInt8(distance & 0x7F)]
        var rest = distance >> 7
        while rest > 0 {
            rest -= 1
            bytes.insert(UInt8(rest & 0x7F) | 0x80, at: 0)
            rest >>= 7
        }
        return try entry(6, size: content.count, base: bytes, content)
    }

    /// A number in groups of seven bits, the lowest first.
    static func number(_ value: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = value
        while rest > 0x7F {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }
}

extension [UInt8] {
    /// What a difference from one object to another holds.
    static func difference(from base: GitObject, to target: GitObject) -> [UInt8] {
        Delta(from: base.content, to: target.content).bytes
    }
}
