import Events
import FoundationEssentials
import RemoteGit
import TestSupport
import Testing

@testable import GitOps

/// Counts the commits of a length of time.
private struct CommitCounter: Handler {
    let name = "commit-counter"

    func decode(_ delivery: Delivery, byteLimit: Int) throws(InvalidEvent) -> Event<Date> {
        Event(identity: EventIdentity(body: delivery.body), time: delivery.receivedAt, payload: delivery.receivedAt)
    }

    func decide(_ event: Event<Date>, in snapshot: Snapshot) throws(Undecided) -> Decision {
        .unchanged("\(try snapshot.commits(since: event.payload).count)")
    }
}

@Suite struct EarlierCommitsTests {
    private static let start = 1_900_000_000

    /// Adds commits an hour apart, the first with a message of its own.
    private func addCommits(_ count: Int, first: String = "c", to git: GitCommand) async throws {
        var stream = ""
        for index in 0..<count {
            let time = Self.start + index * 3600
            stream += "commit refs/heads/main\nauthor A <a@x> \(time - 5) +0000\ncommitter C <c@x> \(time) +0000\n"
            let message = index == 0 ? first : "c"
            stream +=
                "data \(message.utf8.count)\n\(message)\n" + (index == 0 ? "from refs/heads/main^0\n" : "")
                + "M 100644 inline n\n"
            stream += "data \("\(index)".utf8.count)\n\(index)\n"
        }
        try await git("fast-import", "--quiet", input: Array(stream.utf8))
    }

    private func event(_ hour: Int) -> PendingEvent {
        let date = Date(timeIntervalSince1970: Double(Self.start + hour * 3600 - 60))
        return PendingEvent(
            Event(identity: EventIdentity(body: [1]), time: date, payload: date), for: CommitCounter())
    }

    @Test func asManyCommitsAreReadAsADecisionNeeds() async throws {
        try await WriterFixture.run { fixture in
            try await addCommits(200, to: fixture.git)
            // The first is among the commits that come at once, the others are not.
            for (hour, count) in [(190, 10), (50, 150), (199, 1), (0, 200)] {
                let outcome = await fixture.writer.write(event(hour))
                #expect(outcome.outcome == .unchanged)
                #expect(outcome.message == "\(count)")
            }
            // All of them together, decided in a group.
            let outcomes = try await fixture.writeTogether([event(150), event(20)])
            #expect(outcomes.map(\.message) == ["50", "180"])
        }
    }

    /// Asked for more than once, each time for what came before: the second decision of a group is not made on what the
    /// first one needed.
    @Test func theCommitsThatAnEventNeedsAreNotThoseOfAnother() async throws {
        try await WriterFixture.run { fixture in
            try await addCommits(200, to: fixture.git)
            // Whether it is new takes fewer commits than what it asks for.
            let time = Date(timeIntervalSince1970: Double(Self.start + 100 * 3600))
            let since = Date(timeIntervalSince1970: Double(Self.start + 30 * 3600 - 60))
            let event = Event(identity: EventIdentity(body: [1]), time: time, payload: since)
            #expect(await fixture.writer.write(PendingEvent(event, for: CommitCounter())).message == "170")
        }
    }

    /// A rehearsal says of an old event what a writer says: on the branch as it is, and on commits that it has made.
    @Test(arguments: [false, true]) func aRehearsalReadsAsManyCommits(isOnNewCommits: Bool) async throws {
        try await WriterFixture.run { fixture in
            try await addCommits(200, first: "Old\n\nGitops-Event: test/old\n", to: fixture.git)
            var rehearsal = try await Rehearsal(
                on: fixture.branch, policy: nil, signature: try .init("Tester <t@example.com>"))
            var made: String?
            if isOnNewCommits {
                let time = Date(timeIntervalSince1970: Double(Self.start + 201 * 3600))
                let new = FileWriter.event("a/x", "1\n", id: "new", at: time)
                made = try await rehearsal.decide(new, keepsCommit: true).outcome.commit
            }
            let time = Date(timeIntervalSince1970: Double(Self.start))
            let old = FileWriter.event("b/x", "1\n", id: "old", at: time)
            let rehearsed = try await rehearsal.decide(old, keepsCommit: true)
            let written = await fixture.writer.write(old)
            #expect(rehearsed.outcome.outcome == .unchanged && written.outcome == .unchanged)
            #expect(rehearsed.outcome.message == written.message)
            #expect(rehearsed.outcome.commit == written.commit)
            let counted = try await rehearsal.decide(event(50), keepsCommit: true)
            #expect(counted.outcome.message == (isOnNewCommits ? "151" : "150"))
            // What was made before is still there.
            if let made { #expect(counted.before.revision.ledger.first.map { "\($0.id)" } == made) }
            let absent = FileWriter.event("b/x", "1\n", id: "other", at: time.addingTimeInterval(3600))
            #expect(try await rehearsal.decide(absent, keepsCommit: false).outcome.outcome == .pushed)
        }
    }

    @Test func theMarkInAMessageIsTheCommit() throws {
        let proposal = Decision.Proposal(
            subject: "S", changes: [], files: [], message: "done\(Decision.Proposal.commitMark); more to come")
        let id = try #require(ObjectID(hex: "0123456789abcdef0123456789abcdef01234567"))
        let outcome = Outcome(.commit(id, proposal), of: event(0))
        #expect(outcome.message == "done, commit 0123456; more to come")
    }
}
