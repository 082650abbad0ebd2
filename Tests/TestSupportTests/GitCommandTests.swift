import TestSupport
import Testing

@Suite struct GitCommandTests {
    @Test func failsWithTheWordsOfGit() async throws {
        try await withTemporaryDirectory { directory in
            let error = await #expect(throws: GitCommand.Failure.self) {
                try await GitCommand(in: directory.path)("rev-parse", "HEAD")
            }
            #expect(error?.errorText.contains("not a git repository") == true)
        }
    }

    @Test(.timeLimit(.minutes(5))) func takesInputAndNoLongerThanAllowed() async throws {
        try await withTemporaryDirectory { directory in
            var git = GitCommand(in: directory.path)
            let id = try await git("hash-object", "--stdin", input: Array("a\n".utf8)).text
            #expect(id == "78981922613b2afb6025042ff6bd878ac1994e85")
            git.timeout = .milliseconds(200)
            await #expect(throws: TestSupportError.self) { try await git("-c", "alias.wait=!sleep 600", "wait") }
        }
    }
}
