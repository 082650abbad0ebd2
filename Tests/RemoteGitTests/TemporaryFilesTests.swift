import FoundationEssentials
import Glibc
import TestSupport
import Testing

@testable import RemoteGit

/// What needs a temporary directory, and what does not. In processes of their own: `TMPDIR` is the process's.
@Suite struct TemporaryFilesTests {
    /// Where a container's root can only be read.
    @Test(arguments: ["/proc/nowhere", "/dev/null"]) func packsAreReadWithoutOne(path: String) async throws {
        await #expect(processExitsWith: .success) { [path = path as String] in
            setenv("TMPDIR", path, 1)
            let pack = try HandMadeRepository.pack(try HandMadeRepository().tip)
            try #require(try PackReader(maximumSize: 10_000).objects(in: pack).count == 1)
        }
    }

    @Test func aDirectoryIsPrivateAndRemoved() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory.path
            await #expect(processExitsWith: .success) { [path = path as String] in
                setenv("TMPDIR", path, 1)
                let made = try PrivateDirectory(for: "test")
                var status = stat()
                try #require(stat(made.path, &status) == 0 && status.st_mode & 0o777 == 0o700)
                made.remove()
                try #require(try FileManager.default.contentsOfDirectory(atPath: path).isEmpty)
            }
        }
    }

    @Test(arguments: ["/proc/nowhere", "/dev/null"]) func whereItCannotBeMade(path: String) async throws {
        await #expect(processExitsWith: .success) { [path = path as String] in
            setenv("TMPDIR", path, 1)
            let error = #expect(throws: RemoteGitError.self) { try PrivateDirectory(for: "test") }
            try #require(error?.kind == .local)
            try #require(error?.message.contains("TMPDIR") == true)
        }
    }
}
