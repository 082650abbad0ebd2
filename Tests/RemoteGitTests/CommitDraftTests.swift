import FoundationEssentials
import TestSupport
import Testing

@testable import RemoteGit

@Suite struct CommitDraftTests {
    @Test(arguments: [
        ("A B <a@example.com>", "A B", "a@example.com"), ("A<a@b>", "A", "a@b"), ("Ä. 中 <x>", "Ä. 中", "x"),
        ("A   <a@b>", "A", "a@b"), ("  A <a@b>", "A", "a@b"),
    ])
    func reads(text: String, name: String, email: String) throws {
        let signature = try CommitDraft.Signature(text)
        #expect(signature.name == name)
        #expect(signature.email == email)
    }

    @Test(arguments: [
        "", "A", "<a@b>", " <a@b>", "A <>", "A <a@b", "A a@b>", "A <<a@b>>", "A <a@b> ", "A <a b>", "A\n <a@b>",
        "A <a\n@b>",
        "A <a@b> <c@d>", "A\0 <a@b>", "A > <a@b>", "A <a\t@b>", "A <a\u{A0}b>", "A <a\u{2028}b>",
    ])
    func refuses(text: String) {
        let error = #expect(throws: RemoteGitError.self) { try CommitDraft.Signature(text) }
        #expect(error?.kind == .invalidRequest)
    }

    /// Messages and dates as they come; Git finds nothing wrong with the commit.
    @Test(arguments: [
        ("M", 1000.0, "M\n", "1000"), ("M\n", 1000.9, "M\n", "1000"), ("a\0b", 0, "ab\n", "0"), ("", 1, "\n", "1"),
        ("old\n", -1, "old\n", "0"), ("older\n", -4e9, "older\n", "0"), ("late\n", 4e9, "late\n", "4000000000"),
        ("x", .infinity, "x\n", "0"), ("M\r\n", 5, "M\r\n", "5"),
    ])
    func isACommitToGit(message: String, time: Double, written: String, date: String) async throws {
        let signature = try CommitDraft.Signature("T <t@example.com>")
        let draft = CommitDraft(
            message: message, signature: signature, authored: Date(timeIntervalSince1970: time),
            committed: Date(timeIntervalSince1970: 7))
        try await withTemporaryDirectory { directory in
            let git = GitCommand(in: directory.path)
            try await git("init", "-q")
            let tree = try #require(ObjectID(hex: try await git("mktree").text))
            let first = try await git("commit-tree", "\(tree)", "-m", "First").text
            let parent: ObjectID = try #require(ObjectID(hex: first))
            let object = draft.object(tree: tree, parent: parent)
            #expect(
                try await git("hash-object", "-t", "commit", "-w", "--stdin", input: object.content).text
                    == "\(object.id)")
            try await git("update-ref", "refs/heads/main", "\(object.id)")
            try await git("fsck", "--strict")
            #expect(try await git("log", "-1", "--format=%at %ct %an|%cn", "main").text == "\(date) 7 T|T")
            let content = try await git("cat-file", "commit", "main").bytes
            #expect(content.suffix(written.utf8.count + 7).elementsEqual(Array("+0000\n\n\(written)".utf8)))
        }
    }
}
