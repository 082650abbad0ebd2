import TestSupport
import Testing

@testable import RemoteGit

/// What a branch that was seen before costs, and what is kept of it.
@Suite struct RefreshTests {
    private static let path = RepositoryPath("apps/app-00003/overlays/prod/kustomization.yaml") ?? .root

    /// Only the new commits come, and with them what they changed; the ledger grows.
    @Test(arguments: Way.allCases)
    func onlyWhatIsNewComes(way: Way) async throws {
        try await withMonorepo { directory, git in
            try await way.withBranch("main", of: directory, LogRecorder().logger) { branch in
                // Also where the test takes its time.
                await branch.countAsRecent(for: .seconds(3600))
                let first = try await branch.load([.subtree(Self.path.prefix(2))], of: try await branch.refresh())
                #expect(first.ledger.count == 64)
                for _ in 0..<3 { _ = try await git.commitSomethingElse() }
                let before = await branch.traffic
                let second = try await branch.refresh()
                let spent = await branch.traffic - before
                #expect(spent.requests == 2)
                // Version 0 sends all refs, of which there is one, with what it can do.
                #expect(spent.bytesReceived < 3000)
                #expect(second.ledger.count == 67)
                #expect(second.ledgerStart == first.ledgerStart)
                // The root is another one, and here.
                #expect(second.lookup(.root) != first.lookup(.root))
                #expect(second.isLoaded(.subtree(Self.path.prefix(2))))
            }
        }
    }

    /// The branch was rewritten, and what it is now is more than may come at once.
    @Test func aHistoryOfItsOwnIsReadFromItsEnd() async throws {
        try await withMonorepo { directory, git in
            let limits = TransferLimits(maximumBytes: 60_000)
            let branch = try RemoteBranch(
                RemoteAddress(directory.path("repo.git")), branch: "main", limits: limits, logger: LogRecorder().logger)
            #expect(try await branch.refresh().ledger.count == 64)
            let stream = (0..<2000).map { index in
                """
                commit refs/heads/other
                committer x <x@x> \(1_900_000_000 + index) +0000
                data 2
                M

                """
            }.joined()
            try await git("fast-import", "--quiet", input: Array(stream.utf8))
            try await git("update-ref", "refs/heads/main", "other")
            let revision = try await branch.refresh()
            #expect("\(revision.id)" == (try await git("rev-parse", "other").text))
            #expect(revision.ledger.count == 64)
        }
    }

    /// The root of a repository with many directories is large, and each change makes another one.
    @Test func supersededVersionsAreDropped() async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo(applications: 1000, history: 1).write(to: directory.path("repo.git"))
            let branch = try RemoteBranch(
                RemoteAddress(directory.path("repo.git")), branch: "main", limits: .patient,
                logger: LogRecorder().logger)
            var revision = try await branch.load([.subtree(Self.path.prefix(2))], of: try await branch.refresh())
            let first = revision.size
            var largest = 0
            for step in 0..<80 {
                _ = try revision.commit(
                    [.init(path: Self.path, content: Array("step: \(step)\n".utf8))], .sample("Step\n"))
                #expect(try await branch.push(revision) == .pushed)
                revision = try #require(await branch.lastSeen)
                largest = max(largest, revision.size)
            }
            // Eighty versions of `apps` are 3 MB.
            #expect(largest > first + 500_000 && largest < first + 1_100_000)
            #expect(revision.isLoaded(.subtree(Self.path.prefix(2))))
        }
    }

    private func withMonorepo(_ body: (TemporaryDirectory, GitCommand) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo().write(to: directory.path("repo.git"))
            try await body(directory, GitCommand(in: directory.path("repo.git")))
        }
    }
}
