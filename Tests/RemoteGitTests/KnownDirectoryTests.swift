import Logging
import TestSupport
import Testing

@testable import RemoteGit

/// Earlier commits are read without a clone, and a directory is set to what it was in one of them.
@Suite struct KnownDirectoryTests {
    static let file = "apps/app-00003/overlays/prod/kustomization.yaml"

    /// Where the file was changed last, within the ledger and beyond it.
    @Test(arguments: [5, 90]) func aDirectoryGoesBackToAnEarlierCommit(back: Int) async throws {
        try await OtherRefsTests.withBranch(.http) { branch, git in
            let old = try #require(ObjectID(hex: try await git("rev-parse", "main~\(back)").text))
            let directory = try OtherRefsTests.path("apps/app-00003")
            let kept = Revision.FileChange(
                path: try #require(directory.appending(".state")), content: Array("kept: 1\n".utf8))
            var revision = try await branch.load(
                [.subtree(directory), .subtree(directory, in: .commit(old))], of: try await branch.refresh())
            guard case .found(let entry) = revision.entry(directory, in: .commit(old)) else {
                Issue.record("the earlier directory was not found")
                return
            }
            let change = Revision.EntryChange(path: directory, entry: entry)
            _ = try #require(try revision.commit([kept], entries: [change], .sample("Go back\n")))
            let before = await branch.traffic
            #expect(try await branch.push(revision) == .pushed)
            #expect(await (branch.traffic - before).bytesSent < 1500)
            let differing = try await git("diff", "--name-only", "main", "main~\(back + 1)").text
            #expect(
                !differing.split(separator: "\n").contains {
                    $0.hasPrefix("apps/app-00003/") && !$0.hasSuffix(".state")
                })
            let touched = try await git("diff", "--name-only", "main~1", "main").text.split(separator: "\n")
            #expect(touched.allSatisfy { $0.hasPrefix("apps/app-00003/") })
            #expect(try await git("show", "main:apps/app-00003/.state").text == "kept: 1")
            try await git("fsck", "--strict")
        }
    }

    @Test func aCommitOfAnotherHistoryIsNone() async throws {
        try await OtherRefsTests.withBranch(.http) { branch, git in
            let tree = try await git("rev-parse", "main^{tree}").text
            let stray = try await git("commit-tree", tree, "-m", "Stray").text
            let id = try #require(ObjectID(hex: stray))
            let revision = try await branch.load([.commit(id)], of: try await branch.refresh())
            guard case .absent = revision.lookup(id) else {
                Issue.record("a commit that is on no branch was taken")
                return
            }
            #expect(await branch.traffic.requests == 3)
            #expect(revision.ledger.count == 101)
            let first = try #require(ObjectID(hex: try await git("rev-list", "--max-parents=0", "main").text))
            guard case .commit = revision.lookup(first) else {
                Issue.record("the first commit was not found")
                return
            }
        }
    }

    /// What leads to more can be asked for together with what is still missing.
    @Test func loadingEndsWithTheFirstThatIsThere() async throws {
        try await OtherRefsTests.withBranch(.http) { branch, _ in
            let near = try OtherRefsTests.path("apps")
            let far = try OtherRefsTests.path(Self.file)
            let base = try await branch.refresh()
            let some = try await branch.load([.entry(near), .entry(far)], of: base, until: .first)
            #expect(some.isLoaded(.entry(near)) && !some.isLoaded(.entry(far)))
            #expect(await branch.traffic.requests == 4)
            let all = try await branch.load([.entry(near), .entry(far)], of: some)
            #expect(all.isLoaded(.entry(far)))
        }
    }

    @Test func entriesReplaceWhateverWasThere() throws {
        let text = { (text: String) in Array(text.utf8) }
        var revision = try Revision(files: [
            OtherRefsTests.path("a/x"): text("1"), OtherRefsTests.path("b"): text("2"),
            OtherRefsTests.path("c/d/y"): text("3"),
        ])
        guard case .found(let c) = revision.entry(try OtherRefsTests.path("c")) else {
            Issue.record("c is not there")
            return
        }
        let changes = try [("a", nil), ("b", c), ("new/deep", c)].map {
            Revision.EntryChange(path: try OtherRefsTests.path($0.0), entry: $0.1)
        }
        let files = try [("b/z", "4"), ("b/d/y", "5")].map {
            Revision.FileChange(path: try OtherRefsTests.path($0.0), content: text($0.1))
        }
        _ = try revision.commit(files, entries: changes, .sample("Change\n"))
        #expect(revision.lookup(try OtherRefsTests.path("a")) == .absent)
        for (path, content) in [("b/z", "4"), ("b/d/y", "5"), ("c/d/y", "3"), ("new/deep/d/y", "3")] {
            #expect(
                revision.lookup(try OtherRefsTests.path(path)) == .file(text(content), executable: false), "\(path)")
        }
        // All of it again changes nothing.
        #expect(try revision.commit(files, entries: changes, .sample("Again\n")) == nil)
    }
}
