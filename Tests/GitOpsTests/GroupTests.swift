import RemoteGit
import TestSupport
import Testing

@testable import GitOps

/// Several events in one push: no one's trouble is another's.
@Suite struct GroupTests {
    @Test func decisionsAreEachTheirOwn() async throws {
        try await WriterFixture.run { fixture in
            let outcomes = try await fixture.writeTogether([
                FileWriter.event("a/x", "1\n", id: "1"), FileWriter.event("a/x", "1\n", id: "2", .fail),
                FileWriter.event("a/x", "1\n", id: "3", .refuse), FileWriter.event("a/x", "1\n", id: "4", .unchanged),
                FileWriter.event("a/x/y", "1\n", id: "5"), FileWriter.event("a/x", "2\n", id: "6"),
                FileWriter.event("a/x", "3\n", id: "6"), FileWriter.event("a/x", "0\n", id: "7"),
                FileWriter.event("b/x", nil, id: "8"),
            ])
            #expect(
                outcomes.map(\.outcome) == [
                    .pushed, .failed, .refused, .unchanged, .failed, .pushed, .unchanged, .pushed, .pushed,
                ])
            #expect(outcomes[6].commit == outcomes[5].commit)
            #expect(outcomes[5].changes?.first?.from == "1\n")
            #expect(outcomes.map(\.event) == [1, 2, 3, 4, 5, 6, 6, 7, 8].map { "test/\($0)" })
            #expect(
                try await fixture.subjects == [
                    "Write e/x", "Write a/x", "Write a/x", "Write a/x", "Write b/x",
                ])
            #expect(try await fixture.git("show", "main:a/x").text == "0")
            let pushes = try await fixture.server.requests.filter { $0.path.hasSuffix("git-receive-pack") }
            #expect(pushes.count == 2)
        }
    }

    /// Whoever wants the difference gets that of the own commit, not of the push.
    @Test func differencesAreEachTheirOwn() async throws {
        try await WriterFixture.run { fixture in
            let secret = "apiVersion: v1\nkind: Secret\nstringData: {password: hunter2}\n"
            var events = [
                FileWriter.event("a/x", "1\n", id: "1"), FileWriter.event("a/x", "2\n", id: "2"),
                FileWriter.event("a/x", "2\n", id: "3"), FileWriter.event("a/x", secret, id: "4"),
                FileWriter.event("a/x", "3\n", id: "5"),
            ]
            for index in events.indices { events[index].wantsDiff = true }
            let outcomes = try await fixture.writeTogether(events + [FileWriter.event("a/x", "4\n", id: "6")])
            #expect(outcomes.map(\.outcome) == [.pushed, .pushed, .unchanged, .pushed, .pushed, .pushed])
            #expect(outcomes[0].diff?.hasSuffix("--- a/a/x\n+++ b/a/x\n@@ -1 +1 @@\n-0\n+1\n") == true)
            #expect(outcomes[1].diff?.hasSuffix("\n-1\n+2\n") == true)
            // A chat is no place for what a Secret holds, neither new nor old.
            #expect(
                outcomes[2...].map(\.diff) == [nil] + Array(repeating: "a/x: its content is not shown\n", count: 2) + [
                    nil
                ])
        }
    }

    @Test func countersAddUp() async throws {
        try await WriterFixture.run { fixture in
            let events = ["a", "b", "c", "d"].map { FileWriter.event("\($0)/x", "1\n", id: $0) }
            let before = await fixture.branch.traffic
            #expect(before.requests == 0)
            let outcomes = try await fixture.writeTogether(events)
            // The first event is not among the outcomes: its share is refs, ledger, root, directory, file, push.
            let traffic = await fixture.branch.traffic
            #expect(outcomes.compactMap(\.requests).reduce(0, +) == traffic.requests - 6)
            #expect(outcomes.allSatisfy { ($0.requests ?? 0) > 0 || outcomes.count > traffic.requests - 6 })
            #expect(traffic.requests == (try await fixture.server.requests.count))
            let again = await fixture.writer.write(events[0])
            let after = await fixture.branch.traffic
            #expect(again.outcome == .unchanged && again.commit == outcomes[0].commit)
            #expect(again.requests == after.requests - traffic.requests)
            #expect(again.bytesSent == after.bytesSent - traffic.bytesSent)
            #expect(again.bytesReceived == after.bytesReceived - traffic.bytesReceived)
        }
    }

    /// What the outcomes say of their cost is the whole, in requests and bytes, whatever came of each event.
    @Test func sharesAddUpToTheWhole() async throws {
        try await WriterFixture.run { fixture in
            var events = (0..<23).map { FileWriter.event(["a/x", "b/x", "c/x"][$0 % 3], "\($0)\n", id: "\($0)") }
            events += [
                FileWriter.event("a/x", "1\n", id: "fail", .fail), FileWriter.event("a/x", "1\n", id: "no", .refuse),
                FileWriter.event("a/x", "1\n", id: "same", .unchanged), FileWriter.event("b/x", "9\n", id: "0"),
            ]
            let writer = fixture.writer
            let outcomes = await withTaskGroup(of: Outcome.self) { group in
                for event in events { group.addTask { await writer.write(event) } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(outcomes.map(\.outcome)) == [.pushed, .unchanged, .refused, .failed])
            let traffic = await fixture.branch.traffic
            #expect(outcomes.compactMap(\.requests).reduce(0, +) == traffic.requests)
            #expect(outcomes.compactMap(\.bytesSent).reduce(0, +) == traffic.bytesSent)
            #expect(outcomes.compactMap(\.bytesReceived).reduce(0, +) == traffic.bytesReceived)
            // And that is what the server saw. It counts the framing of its chunks and heads, too.
            let requests = try await fixture.server.requests
            #expect(requests.count == traffic.requests)
            let sent = requests.map(\.bodyBytesOut).reduce(0, +)
            #expect((traffic.bytesReceived...traffic.bytesReceived + 100 * requests.count).contains(sent))
            let received = requests.map(\.bytesIn).reduce(0, +)
            #expect((traffic.bytesSent...traffic.bytesSent + 500 * requests.count).contains(received))
        }
    }

    /// Many events are several pushes, so that those of the first need not wait for the last, and the memory has a bound.
    @Test func manyEventsAreSeveralPushes() async throws {
        try await WriterFixture.run { fixture in
            let outcomes = try await fixture.writeTogether(
                (0..<300).map { FileWriter.event("a/x", "\($0 + 1)\n", id: "\($0)") })
            #expect(outcomes.allSatisfy { $0.outcome == .pushed })
            #expect(try await fixture.subjects == ["Write e/x"] + Array(repeating: "Write a/x", count: 300))
            let ids = try await fixture.git("rev-list", "--reverse", "-300", "main").text.split(separator: "\n")
            #expect(outcomes.compactMap(\.commit) == ids.map(String.init))
            let pushes = try await fixture.server.requests.filter { $0.path.hasSuffix("git-receive-pack") }
            #expect(pushes.count == 3)
            #expect(outcomes.compactMap(\.requests).reduce(0, +) == (try await fixture.server.requests.count) - 6)
        }
    }

    /// The server takes no commit of `c/x`, and so not the push that it is in.
    @Test func oneThatTheServerDeclinesTakesNoOtherWithIt() async throws {
        try await WriterFixture.run { fixture in
            try fixture.hook(
                "pre-receive",
                """
                while read old new ref; do
                  if git log --format=%s "$old..$new" | grep -q 'c/x'; then echo 'c is frozen' >&2; exit 1; fi
                done
                """)
            let outcomes = try await fixture.writeTogether(
                ["a", "b", "c", "d"].map { FileWriter.event("\($0)/x", "1\n", id: $0) })
            #expect(outcomes.map(\.outcome) == [.pushed, .pushed, .refused, .pushed])
            #expect(outcomes[2].message.contains("c is frozen"))
            #expect(outcomes[2].refused?.count == 1)
            #expect(outcomes[2].commit == nil && outcomes[2].changes == nil)
            #expect(try await fixture.subjects == ["Write e/x", "Write a/x", "Write b/x", "Write d/x"])
            for outcome in outcomes where outcome.outcome == .pushed {
                try await fixture.git("merge-base", "--is-ancestor", try #require(outcome.commit), "main")
            }
        }
    }

    /// What one event wants to read is over the limit.
    @Test func oneThatCannotBeReadTakesNoOtherWithIt() async throws {
        let large = (0..<60_000).map { "\(($0 &* 2_654_435_761) % 1_000_003)\n" }.joined()
        try await WriterFixture.run(limits: TransferLimits(maximumBytes: 100_000), texts: ["c/x": large]) { fixture in
            let outcomes = try await fixture.writeTogether(
                ["a", "c", "d"].map { FileWriter.event("\($0)/x", "1\n", id: $0) })
            #expect(outcomes.map(\.outcome) == [.pushed, .failed, .pushed])
            #expect(try await fixture.subjects == ["Write e/x", "Write a/x", "Write d/x"])
        }
    }

    @Test func aHandlerThatAsksForEverFailsAlone() async throws {
        try await WriterFixture.run { fixture in
            let outcomes = try await fixture.writeTogether([
                FileWriter.event("a/x", "1\n", id: "1"), FileWriter.event("b/x", "1\n", id: "2", .askForEver),
            ])
            #expect(outcomes.map(\.outcome) == [.pushed, .failed])
        }
    }
}
