/// An object told as a difference to another: copies from it and bytes of its own (gitformat-pack, "Deltified
/// representation").
struct Delta {
    private(set) var bytes: [UInt8] = []

    /// The delta that turns `base` into `target`.
    ///
    /// Edits change few bytes in one place, or ids of equal length in several: what both share at the start and at
    /// the end is copied, and where the middles have the same length, so is what they share in between.
    init(from base: [UInt8], to target: [UInt8]) {
        size(base.count)
        size(target.count)
        let limit = min(base.count, target.count)
        var start = 0
        while start < limit, base[start] == target[start] { start += 1 }
        var tail = 0
        while tail < limit - start, base[base.count - 1 - tail] == target[target.count - 1 - tail] { tail += 1 }
        copy(0, start)
        let middle = start..<target.count - tail
        if base.count == target.count {
            interleave(base, target, middle)
        } else {
            insert(target[middle])
        }
        copy(base.count - tail, tail)
    }

    /// What a copy costs at the most: shorter matches are cheaper inserted.
    private static let shortestCopy = 8

    private mutating func interleave(_ base: [UInt8], _ target: [UInt8], _ range: Range<Int>) {
        var pending = range.lowerBound
        var position = range.lowerBound
        while position < range.upperBound {
            var end = position
            while end < range.upperBound, base[end] == target[end] { end += 1 }
            if end - position >= Self.shortestCopy {
                insert(target[pending..<position])
                copy(position, end - position)
                pending = end
            }
            position = max(end, position + 1)
        }
        insert(target[pending..<range.upperBound])
    }

    private mutating func size(_ value: Int) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// At most 64 KiB at once, as git itself writes it.
    private mutating func copy(_ offset: Int, _ count: Int) {
        var offset = offset
        var left = count
        while left > 0 {
            let length = min(left, 0x10000)
            var operation: UInt8 = 0x80
            var arguments: [UInt8] = []
            for index in 0..<4 where offset >> (8 * index) & 0xFF != 0 {
                operation |= 1 << UInt8(index)
                arguments.append(UInt8(offset >> (8 * index) & 0xFF))
            }
            // No size bytes at all mean 64 KiB.
            for index in 0..<2 where length != 0x10000 && length >> (8 * index) & 0xFF != 0 {
                operation |= 0x10 << UInt8(index)
                arguments.append(UInt8(length >> (8 * index) & 0xFF))
            }
            bytes.append(operation)
            bytes += arguments
            offset += length
            left -= length
        }
    }

    private mutating func insert(_ literal: ArraySlice<UInt8>) {
        var rest = literal
        while !rest.isEmpty {
            let piece = rest.prefix(0x7F)
            bytes.append(UInt8(piece.count))
            bytes += piece
            rest = rest.dropFirst(piece.count)
        }
    }
}
