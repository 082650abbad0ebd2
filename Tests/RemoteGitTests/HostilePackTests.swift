import Crypto
import FoundationEssentials
import TestSupport
import Testing

@testable import RemoteGit

/// Packs of a few bytes that say, or are, very many.
@Suite struct HostilePackTests {
    private static let limit = 1_000_000

    private static let base = GitObject(.blob, [UInt8](repeating: 0, count: 0x10000))

    private static func blob(_ object: GitObject = base) throws -> [UInt8] { try PackParts.whole(object) }

    /// A difference that copies all of the base, so many times. Each copy is one byte.
    private static func delta(copies: Int, says size: Int? = nil, to id: ObjectID = base.id) throws -> [UInt8] {
        let content =
            PackParts.number(base.content.count) + PackParts.number(size ?? copies * base.content.count)
            + [UInt8](repeating: 0x80, count: copies)
        return try PackParts.difference(to: id, content)
    }

    private func error(_ pack: [UInt8]) -> RemoteGitError? {
        #expect(throws: RemoteGitError.self) { try PackReader(maximumSize: Self.limit).objects(in: pack) }
    }

    /// The same for a thin pack, whose base is known or, if `known` is nil, is not.
    private func error(_ pack: [UInt8], known: GitObject?) throws -> RemoteGitError? {
        var bases = ObjectSet()
        try bases.insert([known].compactMap(\.self))
        return #expect(throws: RemoteGitError.self) {
            try PackReader(maximumSize: Self.limit).contents(of: pack, bases: bases)
        }
    }

    @Test func whatIsUnderTheLimitIsRead() throws {
        let objects = try PackReader(maximumSize: Self.limit).objects(
            in: PackParts.pack([Self.blob(), Self.delta(copies: 10)]))
        #expect(objects.map(\.content.count).sorted() == [65_536, 655_360])
    }

    @Test func objectsOverTheLimit() throws {
        let packs = [
            // It says so, and is not.
            PackParts.pack([try PackParts.entry(3, size: 1 << 40, [0])]),
            PackParts.pack([try PackParts.entry(7, size: 1 << 40, base: Self.base.id.bytes, [0])]),
            // It is so, alone and all together.
            PackParts.pack([try PackParts.entry(3, size: 1 << 20, [UInt8](repeating: 0, count: 1 << 20))]),
            PackParts.pack(try (0..<16).map { try Self.blob(GitObject(.blob, Self.base.content + [$0])) }),
            // As a difference of a few bytes: 1 GB, and a size that does not tell.
            PackParts.pack([try Self.blob(), try Self.delta(copies: 1 << 14)]),
            PackParts.pack([try Self.blob(), try Self.delta(copies: 1, says: 1 << 50)]),
        ]
        for (index, pack) in packs.enumerated() {
            let error = error(pack)
            #expect(error?.kind == .tooLarge, "\(index)")
            #expect(error?.message == "the server sent objects of more than 1000000 bytes")
        }
    }

    /// Whatever is left out of it, a thin pack tells as little as another what it is not to be read for.
    @Test(arguments: [base, nil]) func thinPacksOverTheLimit(known: GitObject?) throws {
        let zeros = [UInt8](repeating: 0x80, count: 300_000)
        let packs = [
            PackParts.pack([try Self.delta(copies: 1 << 14)]),
            PackParts.pack([try Self.delta(copies: 1, says: 1 << 50)]),
            PackParts.pack(try (0..<16).map { try Self.delta(copies: $0 + 1) }),
            // Differences of many bytes each to what never comes.
            PackParts.pack(
                try (0..<4).map { try PackParts.difference(to: .zero, PackParts.number($0) + [1] + zeros) }),
        ]
        for (index, pack) in packs.enumerated() {
            #expect(try error(pack, known: known)?.kind == .tooLarge, "\(index)")
        }
    }

    @Test func whatIsNotAsItSays() throws {
        let packs = [
            // Longer and shorter than it says, cut off, and more and fewer objects than there are.
            PackParts.pack([try PackParts.entry(3, size: 3, [UInt8](repeating: 0, count: 1 << 24))]),
            PackParts.pack([try PackParts.entry(3, size: 30, [UInt8](repeating: 0, count: 20))]),
            PackParts.pack([try Self.blob().dropLast(3)]), PackParts.pack([try Self.blob()], count: .max),
            PackParts.pack([try Self.blob()], count: 2), PackParts.pack([try Self.blob(), [1, 2, 3]], count: 1),
            // Kinds that there are not, and a size without an end.
            PackParts.pack([try PackParts.entry(0, size: 20, [])]),
            PackParts.pack([try PackParts.entry(5, size: 20, [])]),
            PackParts.pack([[0xB0] + [UInt8](repeating: 0xFF, count: 40)]),
            PackParts.pack([[0xE0] + [UInt8](repeating: 0xFF, count: 40)]),
            // Differences that end before their sizes do, and one that is larger than it says.
            PackParts.pack([try Self.blob(), try PackParts.entry(7, size: 1, base: Self.base.id.bytes, [0x80])]),
            PackParts.pack([try Self.blob(), try Self.delta(copies: 1 << 14, says: 70_000)]),
        ]
        for (index, pack) in packs.enumerated() { #expect(error(pack)?.kind == .brokenAnswer, "\(index)") }
    }

    /// In a process of its own, so that the memory is not that of other tests.
    @Test func takesLittleMemory() async {
        await #expect(processExitsWith: .success) {
            let packs = [
                PackParts.pack([try PackParts.entry(7, size: 1 << 40, base: Self.base.id.bytes, [0])]),
                PackParts.pack([try Self.blob(), try Self.delta(copies: 1 << 14)]),
                PackParts.pack([try Self.blob(), try Self.delta(copies: 1 << 14, says: 70_000)]),
                PackParts.pack([try Self.blob()], count: .max),
            ]
            let thin = [
                PackParts.pack([try Self.delta(copies: 1 << 14)]),
                PackParts.pack([try Self.delta(copies: 1 << 14, says: 70_000)]),
                PackParts.pack(
                    try (0..<200).map { try Self.delta(copies: 1 << 17, says: $0, to: .zero) }),
            ]
            var bases = ObjectSet()
            try bases.insert([Self.base])
            let before = try peakMemory()
            let reader = PackReader(maximumSize: Self.limit)
            for pack in packs { #expect(throws: RemoteGitError.self) { try reader.objects(in: pack) } }
            for pack in thin {
                #expect(throws: RemoteGitError.self) { try reader.contents(of: pack, bases: bases) }
            }
            let more = try peakMemory() - before
            try #require(more < 20_000_000, "\(more) bytes")
        }
    }
}

/// The largest resident set of this process so far, in bytes (proc_pid_status, "VmHWM").
private func peakMemory() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    return (line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
}
