import TestSupport

/// Pairs of a base and what it becomes, for deltas.
enum Deltas {
    struct Pair {
        let base: [UInt8]
        let target: [UInt8]
    }

    private static func noise(_ count: Int, _ seed: UInt64 = 1) -> [UInt8] {
        var random = SplitMix64(state: seed)
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }

    /// Every way in which copies and inserts can follow each other, and the limits of their lengths.
    static var table: [Pair] {
        let line = noise(300)
        var pairs: [(base: [UInt8], target: [UInt8])] = [
            (line, []), ([], line), (line, line + [1]), (line, [1] + line), (line, Array(line.dropLast(7))),
            (line, Array(line.dropFirst(7))), (line, line + line), (line, noise(300, 2)), ([1], [2, 3]),
            ([UInt8](repeating: 65, count: 500), [UInt8](repeating: 65, count: 400)),
        ]
        // A copy of more than 64 KiB, of exactly that, and from beyond it; an insert of 127, 128 and more bytes.
        for size in [0xFF, 0x100, 0xFFFF, 0x10000, 0x10001, 0x20000, 0x30303] {
            let large = noise(size, UInt64(size))
            pairs.append((large, [7] + large.dropLast() + [9]))
            pairs.append((large, large.dropLast() + noise(130)))
        }
        for size in [1, 126, 127, 128, 254, 255] {
            pairs.append((line + line, line + noise(size, 3) + line))
        }
        // The same length, with changes here and there.
        var target = noise(5000)
        for place in [0, 1, 9, 17, 18, 1000, 1009, 4998] { target[place] ^= 0xFF }
        pairs.append((noise(5000), target))
        return pairs.map { Pair(base: $0.base, target: $0.target) }
    }

    static func random(seed: UInt64) -> Pair {
        var random = SplitMix64(state: seed)
        let base = noise(Int.random(in: 0..<3000, using: &random), seed)
        var target = base
        for _ in 0..<Int.random(in: 1..<6, using: &random) {
            let start = Int.random(in: 0...target.count, using: &random)
            let end = Int.random(in: start...min(target.count, start + 200), using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: target.replaceSubrange(start..<end, with: noise(end - start, random.next()))
            case 1: target.insert(contentsOf: base.prefix(150), at: start)
            default: target.removeSubrange(start..<end)
            }
        }
        return Pair(base: base, target: target)
    }
}
