import RemoteGit
import TestSupport
import Testing

@testable import GitOps

/// A process that serves for a long time.
@Suite struct WarmWriterTests {
    /// Nothing is kept for each event but its commit, whose share of the memory has a bound.
    @Test func memoryStaysFlat() async throws {
        try await WriterFixture.run { fixture in
            var sizes: [Int] = []
            var traffic: [Int] = []
            for number in 0..<300 {
                let outcome = await fixture.writer.write(FileWriter.event("a/x", "\(number + 1)\n", id: "\(number)"))
                #expect(outcome.outcome == .pushed)
                let kept = try #require(await fixture.branch.lastSeen)
                sizes.append(kept.size)
                traffic.append(outcome.requests ?? 0)
                #expect(!kept.hasPendingCommits)
            }
            print("300 events in sequence: \(sizes[9]) bytes kept after 10 events, \(sizes[299]) after 300")
            #expect(traffic.dropFirst().allSatisfy { $0 == 1 })
            // What an event supersedes, a file and two directories, is small, and is dropped when there is much of it.
            #expect(sizes[299] <= sizes[9] + 290 * 1024)
            // One commit an event, and no more than the branch keeps.
            #expect(try #require(await fixture.branch.lastSeen).ledger.count == 301)
            #expect(await fixture.writer.waitingCount == 0)
            #expect(try await fixture.subjects.count == 300)
        }
    }

    /// An event's outcome is there as soon as its own group is on the branch, whatever came after it.
    @Test func noEventWaitsForLaterOnes() async throws {
        try await WriterFixture.run { fixture in
            // Every push but the first waits until the test lets it go.
            let gate = fixture.git.directory
            try fixture.hook(
                "pre-receive",
                """
                [ -e '\(gate)/first' ] || { touch '\(gate)/first'; exit 0; }
                touch '\(gate)/held'; while [ -e '\(gate)/held' ]; do sleep 0.01; done
                """)
            let writer = fixture.writer
            let first = await writer.write(FileWriter.event("a/x", "1\n", id: "1"))
            #expect(first.outcome == .pushed)
            async let second = writer.write(FileWriter.event("b/x", "1\n", id: "2"))
            try await fixture.waitForHeldPush()
            async let third = writer.write(FileWriter.event("c/x", "1\n", id: "3"))
            try await waitUntil("the third event waits") { await writer.waitingCount == 1 }
            try fixture.releaseHeldPush()
            #expect(await second.outcome == .pushed)
            // The third one's push is only now on its way, and held until it is released.
            try await fixture.waitForHeldPush()
            #expect(try await fixture.subjects == ["Write a/x", "Write b/x"])
            try fixture.releaseHeldPush()
            #expect(await third.outcome == .pushed)
        }
    }
}
