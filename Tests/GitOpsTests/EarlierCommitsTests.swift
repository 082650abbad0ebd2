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

    /// Adds commits an hour apart.
    private func addCommits(_ count: Int, to git: GitCommand) async throws {
        var stream = ""
        for index in 0..<count {
            let time = Self.start + index * 3600
            stream += "commit refs/heads/main\nauthor A <a@x> \(time - 5) +0000\ncommitter C <c@x> \(time) +0000\n"
            stream += "data 2\nc\n\n" + (index == 0 ? "from refs/heads/main^0\n" : "") + "M 100644 inline n\n"
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

    @Test func theMarkInAMessageIsTheCommit() throws {
        let proposal = Decision.Proposal(
            subject: "S", changes: [], files: [], message: "done\(Decision.Proposal.commitMark); more to come")
        let id = try #require(ObjectID(hex: "0123456789abcdef0123456789abcdef01234567"))
        let outcome = Outcome(.commit(id, proposal), of: event(0))
        #expect(outcome.message == "done, commit 0123456; more to come")
    }
}
