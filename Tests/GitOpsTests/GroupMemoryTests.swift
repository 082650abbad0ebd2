import Events
import FoundationEssentials
import RemoteGit
import Synchronization
import TestSupport
import Testing

@testable import GitOps

/// What a group of events holds in memory while it is decided.
@Suite struct GroupMemoryTests {
    /// Writes files, and watches how large the chain of commits is that it decides on.
    private final class Watcher: Handler {
        let name = "watcher"
        private let largest = Mutex(0)

        var largestSize: Int { largest.withLock { $0 } }

        func decode(_ delivery: Delivery, byteLimit: Int) throws(InvalidEvent) -> Event<FileWriter.Payload> {
            try FileWriter().decode(delivery, byteLimit: byteLimit)
        }

        func decide(_ event: Event<FileWriter.Payload>, in snapshot: Snapshot) throws(Undecided) -> Decision {
            largest.withLock { $0 = max($0, snapshot.revision.size) }
            return try FileWriter().decide(event, in: snapshot)
        }
    }

    /// Each event makes a version of a directory with thousands of names: all versions of 40 events are 4 MB.
    @Test func supersededDirectoriesAreDroppedOnTheWay() throws {
        let paths = (0..<3000).compactMap { RepositoryPath("application-\($0)/file") }
        let revision = try Revision(files: Dictionary(uniqueKeysWithValues: paths.map { ($0, Array("0\n".utf8)) }))
        let watcher = Watcher()
        let events = paths.prefix(40).map { path in
            let payload = FileWriter.Payload(path: "\(path)", text: "1\n")
            return PendingEvent(
                Event(
                    identity: EventIdentity(source: "test", id: "\(path)"), time: Date(timeIntervalSince1970: 1),
                    payload: payload),
                for: watcher)
        }
        let signature = try CommitDraft.Signature("Tester <t@example.com>")
        let group = GroupDecision(events, on: revision, policy: nil, policies: PolicyCache()) { event, message in
            CommitDraft(message: message, signature: signature, authored: event.time, committed: event.time)
        }
        #expect(group.missing.isEmpty && group.results.count == 40)
        #expect(group.results.allSatisfy { if case .commit = $0 { true } else { false } })
        // One version more than are held, and 40 small commits.
        let held = watcher.largestSize - revision.size
        #expect(held > GroupDecision.mostBytesSuperseded / 2)
        #expect(held < GroupDecision.mostBytesSuperseded + 500_000)
        // What was decided is all there.
        for path in paths.prefix(40) {
            #expect(group.chain.lookup(path) == .file(Array("1\n".utf8), executable: false))
        }
    }
}
