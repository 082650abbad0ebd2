import Events
import FoundationEssentials
import Logging
import RemoteGit
import TestSupport
import Testing

@testable import GitOps

/// Proposals that change refs beside the branch, alone or with others in a group.
@Suite struct RefProposalTests {
    @Test func branchAndRefChangeInOnePush() async throws {
        try await WriterFixture.run { fixture in
            let outcome = await fixture.writer.write(RefWriter.event("a/x", note: "n1", id: "1"))
            #expect(outcome.outcome == .pushed, "\(outcome.message)")
            // Refs and ledger; the root; its directory; the file; the push.
            #expect(outcome.requests == 6)
            #expect(outcome.commit == (try await fixture.git("rev-parse", "main").text))
            #expect(try await fixture.git("show", "\(RefWriter.notes):n1").text == "1")
            let message = try await fixture.git("log", "-1", "--format=%B", RefWriter.notes.text).text
            #expect(message.hasPrefix("Note n1\n\n") && message.contains("\nGitops-Event: test/1\n"))
            #expect(message.contains("\nGitops-Application: a\n"))
            // Handled before: on the branch, and where there is no commit of the branch, on the ref.
            let again = await fixture.writer.write(RefWriter.event("a/x", note: "n1", id: "1"))
            #expect(again.outcome == .unchanged && again.commit == outcome.commit)
            let noteOnly = await fixture.writer.write(RefWriter.event(nil, note: "n2", id: "2"))
            #expect(noteOnly.outcome == .pushed)
            #expect(noteOnly.commit == (try await fixture.git("rev-parse", RefWriter.notes.text).text))
            let repeated = await fixture.writer.write(RefWriter.event(nil, note: "n3", id: "2"))
            #expect(repeated.outcome == .unchanged && repeated.commit == noteOnly.commit)
            #expect(try await fixture.subjects == ["Write a/x"])
        }
    }

    @Test func aGroupIsOnePush() async throws {
        try await WriterFixture.run { fixture in
            let outcomes = try await fixture.writeTogether([
                RefWriter.event("a/x", note: "n1", id: "1"), FileWriter.event("b/x", "1\n", id: "2"),
                RefWriter.event(nil, note: "n2", id: "3"), RefWriter.event("c/x", note: "n1", id: "4"),
            ])
            #expect(outcomes.map(\.outcome) == [.pushed, .pushed, .pushed, .pushed])
            #expect(try await fixture.subjects == ["Write e/x", "Write a/x", "Write b/x", "Write c/x"])
            let notes = try await fixture.git("log", "--reverse", "--format=%s", RefWriter.notes.text).text
            #expect(notes.split(separator: "\n") == ["Note n1", "Note n2", "Note n1"])
            let pushes = try await fixture.server.requests.count { $0.path.hasSuffix("git-receive-pack") }
            #expect(pushes == 2)
        }
    }

    /// Whichever of the refs another process was faster at, all is decided again.
    @Test(arguments: [RefWriter.notes.text, "refs/heads/main"]) func aMovedRefIsDecidedAgain(moved: String) async throws
    {
        try await WriterFixture.run { fixture in
            #expect(await fixture.writer.write(RefWriter.event("a/x", note: "n1", id: "1")).outcome == .pushed)
            let tree = try await fixture.git("rev-parse", "\(moved)^{tree}").text
            let other = try await fixture.git("commit-tree", tree, "-p", moved, "-m", "Theirs").text
            try await fixture.git("update-ref", moved, other)
            let outcome = await fixture.writer.write(RefWriter.event("a/x", note: "n2", id: "2"))
            #expect(outcome.outcome == .pushed, "\(outcome.message)")
            #expect(try await fixture.git("rev-parse", "\(moved)~1").text == other)
            let unchanged = await fixture.writer.write(RefWriter.event(nil, note: nil, id: "3"))
            #expect(unchanged.outcome == .unchanged)
        }
    }

    /// Said once; afterwards nothing is sent for it.
    @Test func aServerThatDoesNotLetTheRefBeSet() async throws {
        try await WriterFixture.run { fixture in
            try await fixture.git("config", "receive.hideRefs", "refs/gitops-test")
            let first = await fixture.writer.write(RefWriter.event(nil, note: "n1", id: "1"))
            #expect(first.outcome == .refused)
            #expect(first.message.contains("\(RefWriter.notes)"))
            let second = await fixture.writer.write(RefWriter.event(nil, note: "n2", id: "2"))
            #expect(second.outcome == .refused)
            let pushes = try await fixture.server.requests.count { $0.path.hasSuffix("git-receive-pack") }
            #expect(pushes == 1)
            #expect(await fixture.writer.write(FileWriter.event("a/x", "1\n", id: "3")).outcome == .pushed)
        }
    }

    /// The server did it or did not, and nobody said so: branch and refs tell.
    @Test(arguments: [FaultyGitProxy.Fault.beforeTheAnswer, .insideTheAnswer, .insideTheRequest])
    func anAnswerThatIsLost(fault: FaultyGitProxy.Fault) async throws {
        try await WriterFixture.run { fixture in
            let proxy = try FaultyGitProxy(to: fixture.server.port) { service, number in
                service == "git-receive-pack" && number <= 2 ? fault : nil
            }
            defer { proxy.stop() }
            let address = try RemoteAddress(proxy.url(for: "repo.git"))
            let logger = Logger(label: "test")
            let writer = BranchWriter(
                try RemoteBranch(address, branch: "main", limits: .patient, logger: logger), repository: address,
                options: .init(signature: try .init("Tester <t@example.com>"), contention: .seconds(600)),
                logger: logger)
            for (event, ref) in [
                (RefWriter.event("a/x", note: "n1", id: "1"), "main"),
                (RefWriter.event(nil, note: "n2", id: "2"), RefWriter.notes.text),
            ] {
                var outcome = await writer.write(event)
                while outcome.outcome == .retry { outcome = await writer.write(event) }
                #expect([.pushed, .unchanged].contains(outcome.outcome), "\(outcome.message)")
                #expect(outcome.commit == (try await fixture.git("rev-parse", ref).text))
            }
            // Each once, and together.
            #expect(try await fixture.subjects == ["Write a/x"])
            let notes = try await fixture.git("log", "--reverse", "--format=%s", RefWriter.notes.text).text
            #expect(notes.split(separator: "\n") == ["Note n1", "Note n2"])
        }
    }

    @Test func aHookThatDeclinesIsOfThisPushAlone() async throws {
        try await WriterFixture.run { fixture in
            try fixture.hook("pre-receive", "if mkdir \"$GIT_DIR/once\"; then echo 'not now' >&2; exit 1; fi; exit 0")
            let first = await fixture.writer.write(RefWriter.event("a/x", note: "n1", id: "1"))
            #expect(first.outcome == .refused && first.message.contains("not now"))
            #expect(try await fixture.git("for-each-ref", "refs/gitops-test").text.isEmpty)
            let second = await fixture.writer.write(RefWriter.event("a/x", note: "n1", id: "2"))
            #expect(second.outcome == .pushed)
        }
    }
}

/// A handler that writes a file of the branch, a note on a ref, or both.
struct RefWriter: Handler {
    static let notes: RefName = "refs/gitops-test/notes"

    struct Payload: Sendable {
        var path: String?
        var note: String?
        var text: String
    }

    let name = "ref-writer"
    var refs: Set<RefName> { [Self.notes] }

    func decode(_ delivery: Delivery, byteLimit: Int) throws(InvalidEvent) -> Event<Payload> {
        Event(
            identity: EventIdentity(body: delivery.body), time: delivery.receivedAt,
            payload: Payload(path: nil, note: nil, text: ""))
    }

    func decide(_ event: Event<Payload>, in snapshot: Snapshot) throws(Undecided) -> Decision {
        var proposal = Decision.Proposal(subject: "Note", changes: [], files: [])
        let notes = try snapshot.ref(Self.notes)
        if let note = event.payload.note, let path = RepositoryPath(note) {
            _ = try notes?.file(path)
            let file = Revision.FileChange(path: path, content: Array("\(event.payload.text)\n".utf8))
            proposal.refs = [Decision.RefChange(Self.notes, .commit(subject: "Note \(note)", files: [file]))]
        }
        if let text = event.payload.path, let path = RepositoryPath(text) {
            _ = try snapshot.file(path)
            proposal.subject = "Write \(text)"
            proposal.files = [.init(path: path, content: Array("\(event.payload.text)\n".utf8))]
            proposal.changes = [
                Change(application: path.components[0], path: text, field: "text", from: nil, to: event.payload.text)
            ]
        }
        return proposal.files.isEmpty && proposal.refs.isEmpty ? .unchanged("nothing to do") : .change(proposal)
    }

    static func event(_ path: String?, note: String?, id: String) -> PendingEvent {
        PendingEvent(
            Event(
                identity: EventIdentity(source: "test", id: id), time: Date(timeIntervalSince1970: 1_800_000_000),
                payload: Payload(path: path, note: note, text: id)), for: RefWriter())
    }
}
