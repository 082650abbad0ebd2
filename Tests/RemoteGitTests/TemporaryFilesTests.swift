import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import RemoteGit

/// What is in the temporary directory after packs have been read. In processes of their own: `TMPDIR` is the process's.
@Suite struct TemporaryFilesTests {
    @Test func nothingIsLeft() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.path
            await #expect(processExitsWith: .success) { [path = path as String] in
                setenv("TMPDIR", path, 1)
                let made = try HandMadeRepository()
                let pack = try HandMadeRepository.pack(made.tip, made.root)
                #expect(try PackReader(maximumSize: 10_000).objects(in: pack).count == 2)
                #expect(throws: RemoteGitError.self) { try PackReader(maximumSize: 10).objects(in: pack) }
                let damaged = pack.enumerated().map { $0 == 40 ? $1 ^ 0x10 : $1 }
                for bad in [damaged, pack.dropLast(5), pack + pack, Array("PACKPACKPACKPACKPACKPACKPACKPACKPACK".utf8)]
                {
                    _ = try? PackReader(maximumSize: 10_000).objects(in: bad)
                }
                try #require(try FileManager.default.contentsOfDirectory(atPath: path).isEmpty)
            }
        }
    }

    @Test(arguments: ["/proc/nowhere", "/dev/null"]) func whereItCannotBeWritten(path: String) async throws {
        await #expect(processExitsWith: .success) { [path = path as String] in
            setenv("TMPDIR", path, 1)
            let pack = try HandMadeRepository.pack(try HandMadeRepository().tip)
            let error = #expect(throws: RemoteGitError.self) { try PackReader(maximumSize: 10_000).objects(in: pack) }
            try #require(error?.kind == .local)
            try #require(error?.message.contains("TMPDIR") == true)
        }
    }
}
