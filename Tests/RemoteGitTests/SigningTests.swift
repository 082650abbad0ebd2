import FoundationEssentials
import Logging
import TestSupport
import Testing

@testable import RemoteGit

/// What the real `git` says of the signatures.
@Suite struct SigningTests {
    @Test(arguments: [1, 12])
    func gitTakesASSHSignatureForGood(length: Int) async throws {
        try await withTemporaryDirectory { directory in
            let key = try await SSHKey.make(in: directory)
            let pushed = try await pushChain(length, signedWith: key.file, in: directory)
            try await expectGood(pushed, key.trusted(by: pushed.git))
        }
    }

    @Test(.enabled(if: OpenPGPKey.isPossible, Comment(rawValue: OpenPGPKey.whySkipped)), arguments: [1, 3])
    func gitTakesAnOpenPGPSignatureForGood(length: Int) async throws {
        try await withTemporaryDirectory { directory in
            let key = try await OpenPGPKey.make(in: directory)
            let pushed = try await pushChain(length, signedWith: key.file, in: directory)
            try await expectGood(pushed, key.trusted(by: pushed.git))
        }
    }

    @Test func gitTakesAnotherKeysSignatureForBad() async throws {
        try await withTemporaryDirectory { directory in
            let key = try await SSHKey.make(in: directory)
            let pushed = try await pushChain(1, signedWith: key.file, in: directory)
            let other = try await SSHKey.make(in: directory, named: "other")
            await #expect(throws: GitCommand.Failure.self) {
                try await other.trusted(by: pushed.git)("verify-commit", "main")
            }
        }
    }

    /// A ref that begins at a new commit of the branch begins at the signed one.
    @Test func commitsOfOtherRefsAreSignedToo() async throws {
        try await withTemporaryDirectory { directory in
            let key = try SigningKey(file: try await SSHKey.make(in: directory).file)
            var revision = try chain(
                2, on: Revision(files: [try #require(RepositoryPath("a.yaml")): Array("a: 0\n".utf8)]))
            let note = Revision.FileChange(path: try #require(RepositoryPath("note")), content: Array("1\n".utf8))
            let names: [RefName] = ["refs/notes/a", "refs/heads/proposal"]
            let first = try #require(try revision.commit(on: names[0], [note], .sample("First\n")))
            let second = try revision.commit(on: names[0], from: .itself, [], entries: [], .sample("None\n"))
            #expect(second == nil)
            _ = try revision.commit(on: names[1], from: .branch, [note], .sample("Propose\n"))
            let (signed, ids) = try await revision.signed(by: key)
            #expect(ids.count == 4)
            #expect(signed.history(of: names[1]).first?.parents == [signed.id])
            #expect(signed.history(of: names[0]).map(\.id) == [try #require(ids[first])])
            #expect(signed.history(of: names[0]).first?.parents.isEmpty == true)
            let new = signed.updates(of: "refs/heads/main").compactMap(\.new)
            #expect(new.count == 3 && new.allSatisfy(ids.values.contains))
        }
    }

    @Test func aSignatureAddsLittleToAPush() async throws {
        try await withTemporaryDirectory { directory in
            let key = try SigningKey(file: try await SSHKey.make(in: directory).file)
            let revision = try chain(
                1, on: Revision(files: [try #require(RepositoryPath("a.yaml")): Array("a: 0\n".utf8)]))
            let signed = try await revision.signed(by: key).revision
            let more = try signed.pack().size - revision.pack().size
            #expect((150...320).contains(more), "\(more) bytes")
        }
    }

    // MARK: Pushing

    /// A chain of commits that was pushed.
    private struct Pushed {
        let git: GitCommand
        /// What the caller knows: the oldest first.
        let ids: [String]
    }

    private func expectGood(_ pushed: Pushed, _ git: GitCommand) async throws {
        let range = ["main", "^main~\(pushed.ids.count)"]
        let ids = try await git.run(["log", "--reverse", "--format=%H"] + range).text
        #expect(ids.split(separator: "\n").map(String.init) == pushed.ids)
        // `U`: good, of a key that nobody has vouched for.
        let marks = try await git.run(["log", "--format=%G?"] + range).text.split(separator: "\n")
        #expect(marks.count == pushed.ids.count && marks.allSatisfy { $0 == "G" || $0 == "U" })
        try await git("verify-commit", "main")
        try await git("fsck", "--strict")
        // The same signature on another text.
        let changed = try await git("cat-file", "commit", "main").text.replacing("Commit ", with: "Commits ") + "\n"
        let id = try await git("hash-object", "-t", "commit", "-w", "--stdin", input: Array(changed.utf8)).text
        await #expect(throws: GitCommand.Failure.self) { try await git("verify-commit", id) }
    }

    private func pushChain(
        _ length: Int,
        signedWith file: String,
        in directory: TemporaryDirectory
    ) async throws -> Pushed {
        try await Monorepo(applications: 2, history: 3).write(to: directory.path("repo.git"))
        let branch = try RemoteBranch(
            RemoteAddress(directory.path("repo.git")), branch: nil, limits: .patient, logger: Logger(label: "test"))
        let path = try #require(RepositoryPath("new.yaml"))
        let tip = try await branch.load([.entry(path)], of: try await branch.refresh())
        let unsigned = try chain(length, on: tip)
        let (signed, ids) = try await unsigned.signed(by: try SigningKey(file: file))
        #expect(ids.count == length && ids[unsigned.id] == signed.id && signed.id != unsigned.id)
        #expect(signed.ledger.map(\.message) == unsigned.ledger.map(\.message))
        #expect(try await branch.push(signed) == .pushed)
        #expect(await branch.lastSeen?.id == signed.id)
        let known = unsigned.ledger.prefix(length).reversed().compactMap { ids[$0.id].map { "\($0)" } }
        return Pushed(git: GitCommand(in: directory.path("repo.git")), ids: known)
    }

    /// Values go back and forth, so that objects of the chain come twice.
    private func chain(_ length: Int, on tip: Revision) throws -> Revision {
        var revision = tip
        for index in 0..<length {
            let content = Array("a: \(index % 2)\n# new\n".utf8)
            let path = try #require(RepositoryPath("new.yaml"))
            _ = try revision.commit([.init(path: path, content: content)], .sample("Commit \(index)"))
        }
        return revision
    }
}
