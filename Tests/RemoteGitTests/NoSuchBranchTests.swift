import TestSupport
import Testing

@testable import RemoteGit

/// Repositories without what is asked for, and of a kind that is not read: a clear sentence for each.
@Suite struct NoSuchBranchTests {
    static let noDefault = "the repository has no commits on its default branch"

    @Test(arguments: Way.allCases, [(nil, noDefault), ("main", "the repository has no branch main")])
    func anEmptyRepository(way: Way, question: (name: String?, sentence: String)) async throws {
        try await withTemporaryDirectory { directory in
            try await GitCommand(in: directory.path)("init", "-q", "--bare", "-b", "main", "repo.git")
            try await expect(.notFound, question.sentence, way, question.name, directory)
        }
    }

    @Test(arguments: Way.allCases)
    func anUnbornDefaultBranch(way: Way) async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo(applications: 1, history: 1).write(to: directory.path("repo.git"))
            try await GitCommand(in: directory.path("repo.git"))("symbolic-ref", "HEAD", "refs/heads/unborn")
            try await expect(.notFound, Self.noDefault, way, nil, directory)
        }
    }

    /// Somebody has checked a commit out. Which branch is meant cannot be told.
    @Test(arguments: Way.allCases)
    func aDetachedHead(way: Way) async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo(applications: 1, history: 1).write(to: directory.path("repo.git"))
            try await GitCommand(in: directory.path("repo.git"))("update-ref", "--no-deref", "HEAD", "main")
            let sentence = "HEAD of the repository names no branch: say which one to use"
            try await expect(.notFound, sentence, way, nil, directory)
            try await way.withBranch("main", of: directory, LogRecorder().logger) { branch in
                let revision = try await branch.refresh()
                #expect(!revision.ledger.isEmpty)
            }
        }
    }

    /// Also one whose name goes on otherwise where another one's ends.
    @Test(arguments: Way.allCases, ["missing", "mai", "main/sub"])
    func aMissingBranch(way: Way, name: String) async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo(applications: 1, history: 1).write(to: directory.path("repo.git"))
            try await expect(.notFound, "the repository has no branch \(name)", way, name, directory)
        }
    }

    @Test(arguments: Way.allCases, [nil, "main"])
    func aRepositoryOfSHA256(way: Way, name: String?) async throws {
        try await withTemporaryDirectory { directory in
            let git = GitCommand(in: directory.path)
            try await git("init", "-q", "-b", "main", "--object-format=sha256", "work")
            try await GitCommand(in: directory.path("work"))("commit", "-q", "--allow-empty", "-m", "Import")
            try await git("clone", "-q", "--bare", "work", "repo.git")
            let sentence = "the repository names its objects by sha256: only SHA-1 is read"
            try await expect(.invalidRequest, sentence, way, name, directory)
        }
    }

    private func expect(
        _ kind: RemoteGitError.Class,
        _ sentence: String,
        _ way: Way,
        _ name: String?,
        _ directory: TemporaryDirectory
    ) async throws {
        try await way.withBranch(name, of: directory, LogRecorder().logger) { branch in
            let error = await #expect(throws: RemoteGitError.self) { try await branch.refresh() }
            #expect(error == RemoteGitError(kind, sentence))
        }
    }
}
