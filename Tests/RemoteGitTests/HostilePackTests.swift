import Crypto
import FoundationEssentials
import TestSupport
import Testing

@testable import RemoteGit

/// Packs of a few bytes that say, or are, very many.
@Suite struct HostilePackTests {
    private static let limit = 1_000_000

    /// A pack of entries that need not be right.
    private static func pack(_ entries: [[UInt8]], count: UInt32? = nil) -> [UInt8] {
        let number = count ?? UInt32(entries.count)
        let digits = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
        let body = Array("PACK".utf8) + [0, 0, 0, 2] + digits + entries.flatMap(\.self)
        return body + Insecure.SHA1.hash(data: body)
    }

    /// An entry that says a size, whatever it holds.
    private static func entry(_ kind: UInt8, size: Int, base: ObjectID? = nil, _ content: [UInt8]) throws -> [UInt8] {
        var header = [kind << 4 | UInt8(size & 0x0F) | (size > 15 ? 0x80 : 0)]
        if size > 15 { header += Self.number(size >> 4) }
        return header + (base?.bytes.map(\.self) ?? []) + (try Deflate.compress(content))
    }

    private static func number(_ value: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = value
        while rest > 0x7F {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }

    private static let base = GitObject(.blob, [UInt8](repeating: 0, count: 0x10000))

    private static func blob(_ object: GitObject = base) throws -> [UInt8] {
        try entry(3, size: object.content.count, object.content)
    }

    /// A difference that copies all of the base, so many times. Each copy is one byte.
    private static func delta(copies: Int, says size: Int? = nil) throws -> [UInt8] {
        let content =
            number(base.content.count) + number(size ?? copies * base.content.count)
            + [UInt8](repeating: 0x80, count: copies)
        return try entry(7, size: content.count, base: base.id, content)
    }

    private func error(_ pack: [UInt8]) -> RemoteGitError? {
        #expect(throws: RemoteGitError.self) { try PackReader(maximumSize: Self.limit).objects(in: pack) }
    }

    @Test func whatIsUnderTheLimitIsRead() throws {
        let objects = try PackReader(maximumSize: Self.limit).objects(
            in: Self.pack([Self.blob(), Self.delta(copies: 10)]))
        #expect(objects.map(\.content.count).sorted() == [65_536, 655_360])
    }

    @Test func objectsOverTheLimit() throws {
        let packs = [
            // It says so, and is not.
            Self.pack([try Self.entry(3, size: 1 << 40, [0])]),
            Self.pack([try Self.entry(7, size: 1 << 40, base: Self.base.id, [0])]),
            // It is so, alone and all together.
            Self.pack([try Self.entry(3, size: 1 << 20, [UInt8](repeating: 0, count: 1 << 20))]),
            Self.pack(try (0..<16).map { try Self.blob(GitObject(.blob, Self.base.content + [$0])) }),
            // As a difference of a few bytes: 1 GB, and a size that does not tell.
            Self.pack([try Self.blob(), try Self.delta(copies: 1 << 14)]),
            Self.pack([try Self.blob(), try Self.delta(copies: 1, says: 1 << 50)]),
        ]
        for (index, pack) in packs.enumerated() {
            let error = error(pack)
            #expect(error?.kind == .tooLarge, "\(index)")
            #expect(error?.message == "the server sent objects of more than 1000000 bytes")
        }
    }

    @Test func whatIsNotAsItSays() throws {
        let packs = [
            // Longer and shorter than it says, cut off, and more and fewer objects than there are.
            Self.pack([try Self.entry(3, size: 3, [UInt8](repeating: 0, count: 1 << 24))]),
            Self.pack([try Self.entry(3, size: 30, [UInt8](repeating: 0, count: 20))]),
            Self.pack([try Self.blob().dropLast(3)]), Self.pack([try Self.blob()], count: .max),
            Self.pack([try Self.blob()], count: 2), Self.pack([try Self.blob(), [1, 2, 3]], count: 1),
            // Kinds that there are not, and a size without an end.
            Self.pack([try Self.entry(0, size: 20, [])]), Self.pack([try Self.entry(5, size: 20, [])]),
            Self.pack([[0xB0] + [UInt8](repeating: 0xFF, count: 40)]),
            Self.pack([[0xE0] + [UInt8](repeating: 0xFF, count: 40)]),
            // Differences that end before their sizes do, and one that is larger than it says.
            Self.pack([try Self.blob(), try Self.entry(7, size: 1, base: Self.base.id, [0x80])]),
            Self.pack([try Self.blob(), try Self.delta(copies: 1 << 14, says: 70_000)]),
        ]
        for (index, pack) in packs.enumerated() { #expect(error(pack)?.kind == .brokenAnswer, "\(index)") }
    }

    /// In a process of its own, so that the memory is not that of other tests.
    @Test func takesLittleMemory() async {
        await #expect(processExitsWith: .success) {
            let packs = [
                Self.pack([try Self.entry(7, size: 1 << 40, base: Self.base.id, [0])]),
                Self.pack([try Self.blob(), try Self.delta(copies: 1 << 14)]),
                Self.pack([try Self.blob(), try Self.delta(copies: 1 << 14, says: 70_000)]),
                Self.pack([try Self.blob()], count: .max),
            ]
            let before = try peakMemory()
            for pack in packs {
                #expect(throws: RemoteGitError.self) { try PackReader(maximumSize: Self.limit).objects(in: pack) }
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
