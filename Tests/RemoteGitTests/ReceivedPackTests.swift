import Crypto
import Testing

@testable import RemoteGit

/// Packs of differences to what is known, what is not, and each other.
@Suite struct ReceivedPackTests {
    /// Six versions of a file.
    private static let files = (0..<6).map { index in
        GitObject(.blob, (0..<400).map { UInt8($0 % 251) } + Array("version \(index)".utf8))
    }

    private static func difference(_ base: Int, _ target: Int) -> [UInt8] {
        .difference(from: files[base], to: files[target])
    }

    private static func named(_ base: Int, _ target: Int) throws -> [UInt8] {
        try PackParts.difference(to: files[base].id, difference(base, target))
    }

    /// The versions that a pack gives to somebody who has those of `known`; `nil` for those that are none of them.
    private func read(_ entries: [[UInt8]], known: [Int] = []) throws -> (versions: [Int?], isComplete: Bool) {
        var bases = ObjectSet()
        try bases.insert(known.map { Self.files[$0] })
        let contents = try PackReader(maximumSize: 100_000).contents(of: PackParts.pack(entries), bases: bases)
        let versions = contents.objects.map { object in
            Self.files.firstIndex { $0.id == object.id && $0.content == object.content && $0.kind == object.kind }
        }
        return (versions.sorted { ($0 ?? -1) < ($1 ?? -1) }, contents.isComplete)
    }

    @Test func aBaseThatIsKnown() throws {
        let found = try read([Self.named(0, 1)], known: [0])
        #expect(found.versions == [1] && found.isComplete)
    }

    @Test func aBaseThatIsNot() throws {
        let found = try read([Self.named(0, 1), PackParts.whole(Self.files[2])], known: [3])
        #expect(found.versions == [2] && !found.isComplete)
    }

    /// Before it, after it, and by its place; and what builds on all of them.
    @Test func aBaseInThePack() throws {
        let whole = try PackParts.whole(Self.files[0])
        let place = try PackParts.difference(back: whole.count, Self.difference(0, 1))
        for entries in [
            [whole, place, try Self.named(1, 2), try Self.named(2, 3), try Self.named(0, 4)],
            [try Self.named(2, 3), try Self.named(0, 4), try Self.named(1, 2), whole, place],
        ] {
            let found = try read(entries)
            #expect(found.versions == [0, 1, 2, 3, 4] && found.isComplete)
        }
    }

    /// A chain that begins outside, by ids and by places, is left out as a whole or read as a whole.
    @Test(arguments: [[0], [], [5]]) func aChain(known: [Int]) throws {
        let first = try Self.named(0, 1)
        let entries = [
            first, try PackParts.difference(back: first.count, Self.difference(1, 2)), try Self.named(2, 3),
            try PackParts.whole(Self.files[4]),
        ]
        let found = try read(entries, known: known)
        #expect(found.versions == (known == [0] ? [1, 2, 3, 4] : [4]))
        #expect(found.isComplete == (known == [0]))
    }

    /// As long as the pack, the end of it first.
    @Test func aLongChain() throws {
        let count = 20_000
        let files = (0...count).map { GitObject(.blob, Array("\($0)".utf8)) }
        let entries = try (0..<count).map { index in
            try PackParts.difference(to: files[index].id, .difference(from: files[index], to: files[index + 1]))
        }
        var bases = ObjectSet()
        try bases.insert([files[0]])
        let pack = PackParts.pack(entries.reversed())
        let contents = try PackReader(maximumSize: 1_000_000).contents(of: pack, bases: bases)
        #expect(contents.isComplete && contents.objects.count == count)
        #expect(contents.objects.last?.content == Array("\(count)".utf8))
    }

    /// Two that need each other, one that needs itself, and places at which nothing stands.
    @Test func whatLeadsNowhere() throws {
        let content = Self.difference(0, 1)
        let entries = [
            try Self.named(0, 1), try Self.named(1, 0), try PackParts.difference(back: 0, content),
            try PackParts.difference(back: 5, content), try PackParts.difference(back: 100, content),
        ]
        let found = try read(entries + [try PackParts.whole(Self.files[2])])
        #expect(found.versions == [2] && !found.isComplete)
        #expect(throws: RemoteGitError.brokenPack) { try read([PackParts.difference(back: 1 << 40, content)]) }
    }

    @Test func differencesThatDoNotFit() throws {
        let size = PackParts.number(Self.files[0].content.count)
        let one = PackParts.number(1)
        let wrong: [[UInt8]] = [
            // Another base, more and less than was told, from behind the end, from nowhere.
            one + one + [1, 65], size + one + [2, 65, 66], size + [2, 1, 65], size + one,
            size + PackParts.number(100) + [0x93, 200, 200, 100], size + one + [0x9F, 1, 2, 3, 4, 1],
            // The instruction that there is not, and what ends in the middle of one.
            size + one + [0], size + one + [5, 65], size + one + [0x91], [], size, [0xFF],
        ]
        for (index, content) in wrong.enumerated() {
            #expect(throws: RemoteGitError.brokenPack, "\(index)") {
                try read([PackParts.difference(to: Self.files[0].id, content)], known: [0])
            }
        }
    }

    /// Those of this module's own making, copies of every length among them.
    @Test func everyKindOfDelta() throws {
        for pair in Deltas.table + (0..<150).map(Deltas.random) {
            let delta = try ReceivedDelta(Delta(from: pair.base, to: pair.target).bytes)
            #expect(try delta.applied(to: pair.base) == pair.target)
        }
        // A copy of 64 KiB without a length, and one with three bytes of it.
        let base = (0..<0x30000).map { UInt8(truncatingIfNeeded: $0 >> 5) }
        for (instruction, range) in [([0x84, 1], 0x10000..<0x20000), ([0xC0, 2], 0..<0x20000)]
            as [([UInt8], Range<Int>)]
        {
            let delta = try ReceivedDelta(
                PackParts.number(base.count) + PackParts.number(range.count) + instruction)
            #expect(try delta.applied(to: base) == Array(base[range]))
        }
    }

    @Test func damagedPacks() throws {
        let pack = PackParts.pack([try PackParts.whole(Self.files[0])])
        let reader = PackReader(maximumSize: 100_000)
        #expect(try reader.objects(in: pack).count == 1)
        #expect(try reader.objects(in: PackParts.pack([])).isEmpty)
        var packs = [[], pack + pack, Array(pack.dropLast()), Array(pack.dropFirst())]
        packs += pack.indices.map { place in pack.enumerated().map { $0 == place ? $1 ^ 0x10 : $1 } }
        // The right checksum of a version that there is not.
        let other = Array("PACK".utf8) + [0, 0, 0, 4, 0, 0, 0, 0]
        packs.append(other + Insecure.SHA1.hash(data: other))
        for (index, pack) in packs.enumerated() {
            let error = #expect(throws: RemoteGitError.self, "\(index)") { try reader.objects(in: pack) }
            #expect(error?.kind == .brokenAnswer)
        }
    }
}
