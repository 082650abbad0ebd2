import TestSupport

extension [UInt8] {
    /// Cuts, repeats, overwrites or inserts a few bytes somewhere.
    mutating func mutate(using random: inout SplitMix64) {
        let pieces: [[UInt8]] = [
            Array("0000".utf8), Array("0001".utf8), Array("0004".utf8), Array("ffff".utf8), Array("packfile\n".utf8),
            Array("PACK".utf8), [0xFF, 0xFF, 0xFF, 0xFF], [0], Array("\ncommitter <> -9e99 nan\n".utf8), [0x0A],
        ]
        let start = Int.random(in: 0...count, using: &random)
        let end = Int.random(in: start...Swift.min(count, start + 12), using: &random)
        switch UInt8.random(in: 0..<6, using: &random) {
        case 0: removeSubrange(start..<end)
        case 1: insert(contentsOf: self[start..<end], at: start)
        case 2: insert(contentsOf: pieces.randomElement(using: &random) ?? [], at: start)
        case 3: replaceSubrange(start..<end, with: [UInt8.random(in: .min ... .max, using: &random)])
        case 4: self = Array(prefix(start))
        default: for place in start..<end { self[place] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
        }
    }
}
