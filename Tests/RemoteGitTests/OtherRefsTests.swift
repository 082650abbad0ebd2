import Logging
import TestSupport
import Testing

@testable import RemoteGit

/// Refs beside the branch: read with it, and set together with it or not at all.
@Suite struct OtherRefsTests {
    static let records: RefName = "refs/records/all"
    static let file = "apps/app-00003/overlays/prod/kustomization.yaml"
    static let directory = "apps/app-00003/overlays/prod"

    /// A record of a directory that only the server has: its tree is named, and never read.
    @Test(arguments: Way.allCases) func aRefThatHoldsDirectoriesOfTheBranch(way: Way) async throws {
        try await Self.withBranch(way) { branch, git in
            await branch.watch([Self.records])
            var revision = try await branch.refresh()
            guard case .absent = revision.lookup(Self.records) else {
                Issue.record("the ref is there already")
                return
            }
            let directory = try Self.path(Self.directory)
            revision = try await branch.load([.entry(try #require(directory.parent))], of: revision)
            #expect(revision.lookup(directory) == .notLoaded || way == .httpVersion0)
            guard case .found(let entry) = revision.entry(directory) else {
                Issue.record("the directory's id is not known")
                return
            }
            let record = Revision.EntryChange(path: try Self.path("ab/app/1"), entry: entry)
            let first = try revision.commit(on: Self.records, [], entries: [record], .sample("First\n"))
            #expect(try await branch.push(revision) == .pushed)
            #expect(try await git("rev-parse", Self.records.text).text == first.map { "\($0)" })
            #expect(try await git("rev-list", "--count", Self.records.text).text == "1")
            let tree = try await git("rev-parse", "main:\(Self.directory)").text
            #expect(try await git("rev-parse", "\(Self.records):ab/app/1").text == tree)

            // The next one is on top, and costs the push alone.
            let before = await branch.traffic
            var next = try #require(await branch.lastSeen)
            let second = Revision.EntryChange(path: try Self.path("ab/app/2"), entry: entry)
            _ = try next.commit(on: Self.records, [], entries: [second], .sample("Second\n"))
            #expect(try await branch.push(next) == .pushed)
            #expect(await (branch.traffic - before).requests == 1)
            #expect(await (branch.traffic - before).bytesSent < 1000)
            #expect(try await git("rev-list", "--count", Self.records.text).text == "2")
            try await git("fsck", "--strict")
        }
    }

    /// The ref's tip comes in the requests that bring the branch's.
    @Test func readingARefCostsNoRequest() async throws {
        try await Self.withBranch(.http) { branch, git in
            try await git("update-ref", Self.records.text, "main~7")
            await branch.watch([Self.records])
            let revision = try await branch.refresh()
            #expect(await branch.traffic.requests == 2)
            guard case .commit(let commit) = revision.lookup(Self.records) else {
                Issue.record("the ref was not read")
                return
            }
            #expect("\(commit.id)" == (try await git("rev-parse", "main~7").text))
            // Nothing moved: one request. The ref moved: one more, for its commits.
            _ = try await branch.refresh()
            #expect(await branch.traffic.requests == 3)
            try await git("update-ref", Self.records.text, "main~5")
            guard case .commit(let moved) = try await branch.refresh().lookup(Self.records) else {
                Issue.record("the ref was not read")
                return
            }
            #expect("\(moved.id)" == (try await git("rev-parse", "main~5").text))
            #expect(await branch.traffic.requests == 5)
            // Whoever does not want it does not pay for it.
            await branch.watch([])
            #expect(try await branch.refresh().knownRefs.isEmpty)
        }
    }

    @Test(arguments: Way.allCases) func whatIsWantedLaterIsReadThen(way: Way) async throws {
        try await Self.withBranch(way) { branch, git in
            try await git("update-ref", Self.records.text, "main~7")
            let path = try Self.path(Self.file)
            let revision = try await branch.load(
                [.entry(path, in: .ref(Self.records)), .ref("refs/records/none")], of: try await branch.refresh())
            guard case .file(let content, executable: false) = revision.lookup(path, in: .ref(Self.records)) else {
                Issue.record("the file was not read")
                return
            }
            #expect(content == (try await git("show", "main~7:\(Self.file)").bytes))
            #expect(revision.lookup(path, in: .ref("refs/records/none")) == .absent)
        }
    }

    @Test(arguments: [false, true]) func severalRefsAreSetTogetherOrNotAtAll(moves: Bool) async throws {
        try await Self.withBranch(.http) { branch, git in
            let proposal: RefName = "refs/heads/proposal"
            await branch.watch([Self.records, proposal])
            var revision = try await branch.load([.entry(try Self.path(Self.file))], of: try await branch.refresh())
            let change = Revision.FileChange(path: try Self.path(Self.file), content: Array("1\n".utf8))
            let own = try #require(try revision.commit([change], .sample("Change\n")))
            let note = Revision.FileChange(path: try Self.path("note"), content: Array("2\n".utf8))
            _ = try revision.commit(on: Self.records, [note], .sample("Note\n"))
            // A branch of its own, from the new tip.
            let other = Revision.FileChange(path: try Self.path("other"), content: Array("3\n".utf8))
            let proposed = try revision.commit(on: proposal, from: .branch, [other], .sample("Propose\n"))
            if moves { try await git("update-ref", Self.records.text, "main~3") }
            let before = try await git("for-each-ref").text
            #expect(try await branch.push(revision) == (moves ? .moved : .pushed))
            if moves {
                #expect(try await git("for-each-ref").text == before)
            } else {
                #expect(try await git("rev-parse", "main").text == "\(own)")
                #expect(try await git("rev-parse", "proposal").text == proposed.map { "\($0)" })
                #expect(try await git("rev-parse", "proposal~1").text == "\(own)")
                #expect(try await git("show", "\(Self.records):note").text == "2")
            }
            try await git("fsck", "--strict")
        }
    }

    @Test(arguments: Way.allCases) func aRefIsDeleted(way: Way) async throws {
        try await Self.withBranch(way) { branch, git in
            try await git("update-ref", Self.records.text, "main~7")
            await branch.watch([Self.records])
            var revision = try await branch.refresh()
            try revision.delete(Self.records)
            #expect(revision.hasPendingCommits)
            #expect(try await branch.push(revision) == .pushed)
            #expect(try await git("for-each-ref", "refs/records").text.isEmpty)
            // Once more: it is what it was to be, whoever did it.
            #expect(try await branch.refresh().lookup(Self.records).isAbsent)
        }
    }

    /// Said by type, so that callers can do without, and known from then on.
    @Test func aServerThatDoesNotLetTheRefBeSet() async throws {
        try await Self.withBranch(.http) { branch, git in
            try await git("config", "receive.hideRefs", "refs/records")
            await branch.watch([Self.records])
            var revision = try await branch.refresh()
            let note = Revision.FileChange(path: try Self.path("note"), content: Array("1\n".utf8))
            _ = try revision.commit(on: Self.records, [note], .sample("Note\n"))
            guard case .refsDeclined([Self.records], let words) = try await branch.push(revision) else {
                Issue.record("the push was not declined for its ref")
                return
            }
            #expect(words.contains("hidden ref"))
            #expect(try await branch.refresh().isDeclined(Self.records))
            #expect(await branch.lastSeen?.isDeclined("refs/heads/main") == false)
        }
    }

    // MARK: Fixture

    static func path(_ text: String) throws -> RepositoryPath { try #require(RepositoryPath(text)) }

    static func withBranch(_ way: Way, _ body: (RemoteBranch, GitCommand) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            try await Monorepo().write(to: directory.path("repo.git"))
            let git = GitCommand(in: directory.path("repo.git"))
            try await way.withBranch("main", of: directory, Logger(label: "test")) { branch in
                try await body(branch, git)
            }
            try await git("fsck", "--strict")
        }
    }
}

extension Revision.RefLookup {
    var isAbsent: Bool {
        if case .absent = self { return true }
        return false
    }
}
