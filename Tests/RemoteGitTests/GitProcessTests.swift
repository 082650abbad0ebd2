import TestSupport
import Testing

@testable import RemoteGit

/// Programs that do not do what Git's do.
@Suite(.timeLimit(.minutes(2))) struct GitProcessTests {
    private func process(_ script: String, stall: Duration) -> GitProcess {
        GitProcess(
            program: "sh", arguments: ["-c", script], limits: TransferLimits(stall: stall), name: "a program",
            classify: { RemoteGitError(.declined, $0) })
    }

    /// The size of the request is not known to the pipe, which holds 64 kB: the program reads a piece of it now and then.
    @Test func aSlowReaderIsWaitedFor() async throws {
        let script = """
            for piece in 1 2 3 4 5 6 7 8 9 10; do
                head -c 65536 > /dev/null; sleep 0.5
            done
            cat > /dev/null; echo done
            """
        let answer = try await process(script, stall: .seconds(3)).run { stream throws(RemoteGitError) in
            await stream.send([UInt8](repeating: 0, count: 12 * 65536))
            await stream.finish()
            return try await stream.readAll()
        }
        #expect(answer == Array("done\n".utf8))
    }

    /// It always says something, and never all of it.
    @Test func aSlowTalkerIsNotWaitedForForEver() async throws {
        let script = "while echo more; do sleep 0.05; done"
        let error = await #expect(throws: RemoteGitError.self) {
            try await process(script, stall: .milliseconds(400)).run { stream throws(RemoteGitError) in
                try await stream.readAll()
            }
        }
        #expect(error == RemoteGitError(.unreachable, "a program did not answer in time"))
    }

    @Test func oneThatGoesOnAfterItsAnswerIsEnded() async throws {
        let script = "echo done; exec >&-; exec sleep 1000"
        let answer = try await process(script, stall: .milliseconds(200)).run { stream throws(RemoteGitError) in
            try await stream.readAll()
        }
        #expect(answer == Array("done\n".utf8))
    }

    /// What came until then is not taken for the answer.
    @Test func oneThatIsGivenUpIsUnreachable() async throws {
        let (talk, heard) = AsyncStream<Void>.makeStream()
        let program = process("echo half; exec sleep 1000", stall: .seconds(100))
        let task = Task {
            do throws(RemoteGitError) {
                return try await program.run { stream throws(RemoteGitError) in
                    heard.finish()
                    return Result<[UInt8], RemoteGitError>.success(try await stream.readAll())
                }
            } catch {
                return .failure(error)
            }
        }
        for await _ in talk {}
        task.cancel()
        let sentence = "a program did not answer before the request was given up"
        #expect(await task.value == .failure(RemoteGitError(.unreachable, sentence)))
    }

    @Test func whatItSaysWithoutEndIsCut() async throws {
        let script = "head -c 200000 /dev/zero | tr '\\0' x >&2"
        let error = await #expect(throws: RemoteGitError.self) {
            try await process(script, stall: .seconds(30)).run { stream throws(RemoteGitError) in
                try await stream.readToFlush()
            }
        }
        #expect(error?.kind == .declined && error?.message.utf8.count == 65536)
    }
}
