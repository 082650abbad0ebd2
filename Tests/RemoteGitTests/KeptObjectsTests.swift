import TestSupport
import Testing

@testable import RemoteGit

/// What a branch keeps from one change to the next has a bound, and within it a change costs one request.
@Suite struct KeptObjectsTests {
    private static let most = 100_000

    private static func path(_ application: Int) -> RepositoryPath {
        RepositoryPath(MonorepoFiles(application).overlay("prod")) ?? .root
    }

    private static func withBranch(_ body: (RemoteBranch) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo(applications: 100, history: 1).write(to: directory.path("repo.git"))
            let branch = try RemoteBranch(
                RemoteAddress(directory.path("repo.git")), branch: "main", limits: .patient,
                logger: LogRecorder().logger)
            await branch.keep(atMost: most)
            _ = try await branch.refresh()
            try await body(branch)
            try await GitCommand(in: directory.path("repo.git"))("fsck", "--strict")
        }
    }

    /// Loads the applications together and, if asked to, changes each of them by a commit; then pushes.
    ///
    /// - Returns: the requests that it took.
    @discardableResult
    private static func visit(
        _ applications: Range<Int>, _ branch: RemoteBranch, text: String?
    ) async throws -> Int {
        let before = await branch.traffic.requests
        let wants = applications.map { Want.subtree(path($0).prefix(2)) }
        var revision = try await branch.load(Set(wants), of: try #require(await branch.lastSeen))
        if let text {
            for application in applications {
                let change = Revision.FileChange(path: path(application), content: Array("\(text)\n".utf8))
                #expect(try revision.commit([change], .sample("Step\n")) != nil)
            }
            #expect(try await branch.push(revision) == .pushed)
        }
        return await branch.traffic.requests - before
    }

    /// All applications, in groups: those that change, and those that are only looked at.
    @Test(arguments: ["changed", nil]) func theMemoryIsThatOfAFewApplications(text: String?) async throws {
        try await Self.withBranch { branch in
            var largest = 0
            for start in stride(from: 0, to: 100, by: 10) {
                try await Self.visit(start..<start + 10, branch, text: text)
                largest = max(largest, try #require(await branch.lastSeen).size)
            }
            // All of them together take five times as much.
            #expect(largest > Self.most / 2 && largest <= Self.most)
            let kept = try #require(await branch.lastSeen)
            let isLoaded = [99, 0].map { kept.isLoaded(.subtree(Self.path($0).prefix(2))) }
            #expect(isLoaded == [true, false])
            // The last ones are a push. A first one is a request more: the directories above it are still there.
            let requests = [
                try await Self.visit(90..<100, branch, text: "again"),
                try await Self.visit(0..<1, branch, text: "again"),
            ]
            #expect(requests == [1, 2])
        }
    }
}
