import Events
import FoundationEssentials
import RemoteGit
import Testing

@testable import GitOps

@Suite struct EventLedgerTests {
    private func ledger(_ messages: [String]) throws -> EventLedger { EventLedger(try revision(messages)) }

    private func revision(_ messages: [String]) throws -> Revision {
        var revision = try Revision(texts: ["a": "0"])
        let path = try #require(RepositoryPath("a"))
        for (index, message) in messages.enumerated() {
            var draft = try CommitDraft.sample
            draft.message = message
            _ = try revision.commit([.init(path: path, content: Array("\(index + 1)".utf8))], draft)
        }
        return revision
    }

    @Test(arguments: [
        ("S\n\nGitops-Event: test/1\n", true), ("S\n\ngitops-event: test/1\n", true),
        ("S\n\nGitops-Event: test/10\n", false),
        ("S\n\nGitops-Event: test/1\n\nmore text\n", false), ("Gitops-Event: test/1\n", false),
        ("S\n\nX: y\nGitops-Event: test/2\nGitops-Event: test/1\n", true), ("S\n\nbody Gitops-Event: test/1\n", false),
    ])
    func knowsAnEventByItsTrailer(message: String, isKnown: Bool) throws {
        let commit = try ledger([message]).commit(for: FileWriter.event("a", "x", id: "1"))
        #expect((commit != nil) == isKnown)
    }

    @Test func theNewestCommitIsNamed() throws {
        let revision = try revision(["One\n\nGitops-Event: test/1", "Two\n\nGitops-Event: test/1", "Three"])
        let found = EventLedger(revision).commit(for: FileWriter.event("a", "x", id: "1"))
        #expect(found != nil && found == revision.ledger.first { $0.subject == "Two" }?.id)
    }

    @Test func aNameMadeOfTheBodyDecidesNothing() throws {
        let identity = EventIdentity(body: [1])
        let payload = FileWriter.Payload(path: "a")
        let event = PendingEvent(
            Event(identity: identity, time: Date(timeIntervalSince1970: 0), payload: payload), for: FileWriter())
        let ledger = try ledger(["S\n\nGitops-Event: \(identity)"])
        #expect(ledger.commit(for: event) == nil)
        #expect(ledger.missing(for: event) == nil)
    }
}
