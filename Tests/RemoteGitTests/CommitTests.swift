import FoundationEssentials
import TestSupport
import Testing

@testable import RemoteGit

@Suite struct CommitTests {
    static let ids = (1...4).map { String(repeating: "\($0)", count: 40) }

    /// A merge of a signed tag, whose lines say what headers say.
    static let merge = Array(
        """
        tree \(ids[0])
        parent \(ids[1])
        parent \(ids[2])
        author Ä <a@example.com> 100 +0200
        committer C D E <c@example.com> 1700000000 -0330
        mergetag object \(ids[2])
         type commit
         tag v1
         tagger T <t@example.com> 5 +0000
         
         tree \(ids[3])
         parent \(ids[3])
         committer Forged <f@example.com> 7 +0000
        encoding ISO-8859-1

        Merge tag 'v1'

        Body with tree \(ids[3])

        Signed-off-by: A <a@example.com>
        Gitops-Event: ci/1
        gitops-event:   ci/2

        """.utf8)

    static let signed = Array(
        """
        tree \(ids[0])
        parent \(ids[1])
        author A <a@example.com> 100 +0000
        committer C <c@example.com> 200 +0000
        gpgsig -----BEGIN PGP SIGNATURE-----\r
         \r
         iQEzBAABCAAdFiEE\r
         -----END PGP SIGNATURE-----\r

        Subject

        Gitops-Event: ci/3

        """.utf8)

    private func parse(_ content: [UInt8]) throws -> Commit { try Commit(GitObject(.commit, content)) }

    @Test func aMerge() throws {
        let commit = try parse(Self.merge)
        #expect("\(commit.tree)" == Self.ids[0])
        #expect(commit.parents.map(\.description) == [Self.ids[1], Self.ids[2]])
        #expect(commit.committed == Date(timeIntervalSince1970: 1_700_000_000))
        #expect(commit.subject == "Merge tag 'v1'")
        #expect(commit.trailers.count == 3)
        #expect(commit.trailers("GITOPS-event") == ["ci/1", "ci/2"])
        #expect(commit.trailers("Gitops-Handler").isEmpty)
    }

    @Test func aSignature() throws {
        let commit = try parse(Self.signed)
        #expect(commit.message == "Subject\n\nGitops-Event: ci/3\n")
        #expect(commit.trailers == [Commit.Trailer(key: "Gitops-Event", value: "ci/3")])
        #expect(commit.committed == Date(timeIntervalSince1970: 200))
    }

    @Test(arguments: [
        ("\n", ""), ("", ""), ("\nno end", "no end"), ("\n\n\nlate", "\n\nlate"),
        ("\nA\r\n\r\nB: c\r\n", "A\r\n\r\nB: c\r\n"),
        ("encoding x\n\nM\n", "M\n"),
    ])
    func messages(after headers: String, message: String) throws {
        let text = "tree \(Self.ids[0])\ncommitter C <c@example.com> 200 +0000\n" + headers
        let commit = try parse(Array(text.utf8))
        #expect(commit.message == message)
        #expect(commit.parents.isEmpty)
    }

    /// A latin-1 message: what is not UTF-8 is replaced, the rest is read.
    @Test func anotherEncoding() throws {
        let head = Array("tree \(Self.ids[0])\ncommitter C <c> 2 +0000\n\nGr".utf8)
        let commit = try parse(head + [0xFC] + Array("n\n\nGitops-Event: ci/4\n".utf8))
        #expect(commit.subject == "Gr\u{FFFD}n")
        #expect(commit.trailers("Gitops-Event") == ["ci/4"])
    }

    /// Dates that old tools wrote: 1970, as Git shows them, rather than a repository that cannot be read.
    @Test(arguments: ["C <c> -5 +0000", "C <c> nan +0000", "C <c> 1e300 +0000", "C <c> +0000", "C <c>", "C"])
    func oddDates(committer: String) throws {
        let commit = try parse(Array("tree \(Self.ids[0])\ncommitter \(committer)\n\nM\n".utf8))
        #expect(commit.committed.timeIntervalSince1970 <= 0)
    }

    @Test(arguments: [
        "", "\n", "tree x\ncommitter C <c> 1 +0000\n\n", "committer C <c> 1 +0000\n\n", "tree \(ids[0])\n\n",
    ])
    func whatIsNoCommit(text: String) throws {
        let error = #expect(throws: RemoteGitError.self) { try parse(Array(text.utf8)) }
        #expect(error?.kind == .brokenAnswer)
    }

    @Test func anotherKindOfObject() {
        #expect(throws: RemoteGitError.self) { try Commit(GitObject(.blob, Self.merge)) }
    }

    /// What we take for trailers is what Git does.
    @Test(arguments: [
        "S\n\nA: 1\nB: 2\n", "S\n\nBody: text\n\nA: 1\n", "A: 1\n", "S\nA: 1\n", "S\n\ntext\nA: 1\n",
        "S\n\nA: 1\n\nno\n",
        "S\n\nA: 1\n continued\n", "S\n\nA : 1\n", "S\n\nA: 1\n---\nB: 2\n", "S\n\n",
    ])
    func trailersAreThoseOfGit(message: String) async throws {
        let head = "tree \(Self.ids[0])\ncommitter C <c> 2 +0000\n\n"
        let parsed = try await GitCommand(in: "/")(
            "interpret-trailers", "--parse", input: Array(message.utf8)
        ).text.split(separator: "\n").map(String.init)
        let ours = try parse(Array((head + message).utf8)).trailers
        #expect(ours.map(\.key) == parsed.map { String($0.prefix { $0 != ":" }) })
    }
}
