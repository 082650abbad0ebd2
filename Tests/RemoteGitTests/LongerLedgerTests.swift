import FoundationEssentials
import TestSupport
import Testing

@testable import RemoteGit

/// Ledgers that go back further than what comes with the tip, read from a real repository.
@Suite struct LongerLedgerTests {
    private static let start = 1_900_000_000

    /// Commits a minute apart on top of one another.
    ///
    /// - Parameters:
    ///   - misdated: the one that is of the year 1970.
    ///   - isMerging: whether each merges another one, of the same minute.
    private func withHistory(
        _ count: Int,
        misdated: Int? = nil,
        isMerging: Bool = false,
        _ body: (RemoteBranch, [String]) async throws -> Void
    ) async throws {
        try await withTemporaryDirectory { directory in
            try await GitCommand(in: directory.path)("init", "-q", "--bare", "-b", "main", "repo.git")
            let git = GitCommand(in: directory.path("repo.git"))
            try await git("config", "uploadpack.allowFilter", "true")
            var stream = ""
            for index in 0..<count {
                let time = index == misdated ? 1000 : Self.start + index * 60
                let commit = "committer C <c@x> \(time) +0000\ndata 2\nc\n"
                let merges = isMerging && index > 0
                if merges { stream += "commit refs/heads/side\n\(commit)from refs/heads/main\n\n" }
                stream += "commit refs/heads/main\n\(commit)\(merges ? "merge refs/heads/side\n" : "")\n"
            }
            try await git("fast-import", "--quiet", input: Array(stream.utf8))
            let branch = try RemoteBranch(
                RemoteAddress(git.directory), branch: "main", logger: LogRecorder().logger)
            let ids = try await git("rev-list", "main").text.split(separator: "\n").map(String.init)
            try await body(branch, ids)
        }
    }

    private func date(_ index: Int) -> Date { Date(timeIntervalSince1970: Double(Self.start + index * 60)) }

    @Test func itGoesBackToTheTimeOrAsFarAsTheLimit() async throws {
        try await withHistory(300) { branch, ids in
            let first = try await branch.refresh()
            #expect(first.ledger.count == RemoteBranch.ledgerLength)
            #expect(first.lacksCommits(since: date(200)) && !first.lacksCommits(since: date(250)))
            let longer = try await branch.extendLedger(of: first, since: date(200), limit: 150)
            #expect(longer.ledger.map { "\($0.id)" } == Array(ids.prefix(100)))
            #expect(!longer.lacksCommits(since: date(200)) && longer.lacksCommits(since: date(199)))
            // There are more than 150 since then: the latest of them.
            let longest = try await branch.extendLedger(of: longer, since: date(100), limit: 150)
            #expect(longest.ledger.map { "\($0.id)" } == Array(ids.prefix(150)))
            #expect(longest.ledgerStart == date(150))
            #expect(!longest.lacksCommits(since: date(0)))
        }
    }

    /// Somebody's clock was wrong: the server says that all before that commit is older.
    @Test func itLosesNothingToAWrongClock() async throws {
        try await withHistory(300, misdated: 280) { branch, ids in
            let first = try await branch.refresh()
            let longer = try await branch.extendLedger(of: first, since: date(200), limit: 150)
            #expect(longer.ledger.map { "\($0.id)" } == Array(ids.prefix(150)))
        }
    }

    /// The protocol counts along each line.
    @Test func allLinesOfMergesAreThere() async throws {
        try await withHistory(400, isMerging: true) { branch, ids in
            let first = try await branch.refresh()
            let longer = try await branch.extendLedger(of: first, since: date(0), limit: 100)
            #expect(longer.ledger.count > 150)
            #expect(Set(longer.ledger.map { "\($0.id)" }) == Set(ids.prefix(longer.ledger.count)))
            #expect(!longer.lacksCommits(since: date(0)))
        }
    }

    @Test func newCommitsStayOnTop() async throws {
        try await withHistory(300) { branch, ids in
            var revision = try await branch.refresh()
            let path = try #require(RepositoryPath("a"))
            revision = try await branch.load([.entry(path)], of: revision)
            let made = try revision.commit([.init(path: path, content: [])], .sample("New\n"))
            let longer = try await branch.extendLedger(of: revision, since: date(200), limit: 150)
            #expect(longer.ledger.map(\.id).first == made && longer.id == made)
            #expect(longer.ledger.dropFirst().map { "\($0.id)" } == Array(ids.prefix(100)))
            let earliest = try #require(ObjectID(hex: ids[299]))
            let whole = try await branch.load([.entry(.root, in: .commit(earliest))], of: longer)
            #expect(whole.ledger.map(\.id).first == made && whole.ledger.count == 301)
            #expect(try await branch.push(whole) == .pushed)
        }
    }
}
