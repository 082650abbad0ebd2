import Events
import FoundationEssentials
import GitOps
import Logging
import RemoteGit
import TestSupport
import Testing

@testable import HealthRecorder

/// From Argo CD's notification to the record, on a real repository behind a real server.
@Suite struct RecordingTests {
    @Test func aRecordIsTheDirectoryAtItsRevision() async throws {
        try await RecordsFixture.run { fixture in
            let tip = try await fixture.commit("main")
            let outcome = await (try fixture.writer()).write(try fixture.healthy(tip))
            #expect(outcome.outcome == .pushed, "\(outcome.message)")
            #expect(outcome.message == "Record app-00003-prod at \(tip.prefix(12)) as healthy")
            #expect(outcome.requests == 7)
            #expect((outcome.bytesSent ?? .max) < 2500)
            #expect(outcome.commit == (try await fixture.commit(RefName.healthyRecords.text)))
            let records = try await fixture.records()
            #expect(records.map(\.name) == ["2027-01-15T08:00:00Z-\(tip.prefix(12))"])
            #expect(records.map(\.tree) == [try await fixture.commit("main:\(RecordsFixture.directory)")])
            let message = try await fixture.git("log", "-1", "--format=%B", RefName.healthyRecords.text).text
            #expect(message.contains("\nGitops-Handler: health-recorder\nGitops-Application: app-00003-prod\n"))
            #expect(try await fixture.commit("main") == tip)
        }
    }

    @Test func theSameReportAgainIsUnchanged() async throws {
        try await RecordsFixture.run { fixture in
            let tip = try await fixture.commit("main")
            let writer = try fixture.writer()
            #expect(await writer.write(try fixture.healthy(tip)).outcome == .pushed)
            let again = await writer.write(try fixture.healthy(tip))
            #expect(again.outcome == .unchanged && again.requests == 1)
            // By another process, and for another commit in which the directory is the same.
            #expect(await (try fixture.writer()).write(try fixture.healthy(tip)).outcome == .unchanged)
            let other = try await fixture.git("commit-tree", "main^{tree}", "-p", "main", "-m", "Nothing").text
            try await fixture.git("update-ref", "refs/heads/main", other)
            let same = await writer.write(try fixture.healthy(other, minute: 5))
            #expect(same.outcome == .unchanged)
            #expect(same.message.contains("what was healthy last"))
            #expect(try await fixture.records().count == 1)
        }
    }

    /// A late report of an older revision never becomes the newest.
    @Test func recordsAreOrderedByTheEndOfTheirSync() async throws {
        try await RecordsFixture.run { fixture in
            let writer = try fixture.writer()
            let old = try await fixture.commit("main")
            #expect(await writer.write(try fixture.image("v3.0.0", id: "1")).outcome == .pushed)
            let new = try await fixture.commit("main")
            #expect(await writer.write(try fixture.healthy(new, minute: 10)).outcome == .pushed)
            // The older one is of a commit before the tip.
            let late = await writer.write(try fixture.healthy(old, minute: 2))
            #expect(late.outcome == .pushed)
            #expect(late.message.contains("behind a later one"))
            let records = try await fixture.records()
            #expect(records.map { $0.name.suffix(12) } == [old.prefix(12), new.prefix(12)])
            #expect(records[0].tree == (try await fixture.commit("\(old):\(RecordsFixture.directory)")))
        }
    }

    @Test func theNewestTwentyAreKept() async throws {
        try await RecordsFixture.run { fixture in
            let writer = try fixture.writer()
            var commits: [String] = []
            for index in 0..<23 {
                #expect(await writer.write(try fixture.image("v4.0.\(index)", id: "\(index)")).outcome == .pushed)
                commits.append(try await fixture.commit("main"))
                let outcome = await writer.write(try fixture.healthy(commits[index], minute: index))
                #expect(outcome.outcome == .pushed, "\(outcome.message)")
                // What was seen at the first event is known at the next.
                #expect(outcome.requests == 1 || index == 0)
            }
            #expect(try await fixture.records().map { $0.name.suffix(12) } == commits[3...].map { $0.prefix(12) })
            let tooOld = await writer.write(try fixture.healthy(commits[0], minute: 0))
            #expect(tooOld.outcome == .unchanged)
            let path = try #require(HealthyRecords.path(of: RecordsFixture.application))
            let names = try await fixture.git("ls-tree", "--name-only", "\(RefName.healthyRecords):\(path)").text
            #expect(names.split(separator: "\n").count == 40)
        }
    }

    @Test func whatIsNotThePolicysOrNotTheBranchsIsRefused() async throws {
        try await RecordsFixture.run { fixture in
            let writer = try fixture.writer()
            let tip = try await fixture.commit("main")
            for name in ["nobody-prod", "../x", "app-00003-test"] {
                let outcome = await writer.write(try fixture.healthy(tip, application: name))
                #expect(outcome.outcome == .refused, "\(name): \(outcome.message)")
            }
            // On the server, and on no branch.
            let stray = try await fixture.git("commit-tree", "main^{tree}", "-m", "Stray").text
            let outcome = await writer.write(try fixture.healthy(stray))
            #expect(outcome.outcome == .refused)
            #expect(outcome.message.contains("the branch has no commit \(stray)"))
            let unhealthy = await writer.write(try fixture.healthy(tip, health: "Progressing"))
            #expect(unhealthy.outcome == .unchanged)
            #expect(unhealthy.message == "not recorded: the health is not Healthy")
            #expect(try await fixture.git("for-each-ref", "refs/gitops").text.isEmpty)
        }
    }

    @Test func twoProcessesRecordAtOnce() async throws {
        try await RecordsFixture.run { fixture in
            let tip = try await fixture.commit("main")
            let outcomes = try await withThrowingTaskGroup(of: [Outcome].self) { group in
                for half in 0..<2 {
                    group.addTask {
                        let writer = try fixture.writer()
                        var outcomes: [Outcome] = []
                        for index in 0..<5 {
                            let name = "app-0000\(half * 5 + index)-prod"
                            outcomes.append(await writer.write(try fixture.healthy(tip, application: name)))
                        }
                        return outcomes
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(outcomes.allSatisfy { $0.outcome == .pushed })
            #expect(try await fixture.git("rev-list", "--count", RefName.healthyRecords.text).text == "10")
            for index in 0..<10 { #expect(try await fixture.records(of: "app-0000\(index)-prod").count == 1) }
        }
    }

    /// Said once; then nothing is sent for it.
    @Test func aServerThatTakesNoSuchRef() async throws {
        try await RecordsFixture.run { fixture in
            try await fixture.git("config", "receive.hideRefs", "refs/gitops")
            let log = LogRecorder()
            let writer = try fixture.writer(log.logger)
            let tip = try await fixture.commit("main")
            for _ in 0..<2 {
                let outcome = await writer.write(try fixture.healthy(tip))
                #expect(outcome.outcome == .refused)
                #expect(outcome.message.contains("does not let refs/gitops/healthy be changed"))
            }
            let pushes = try await fixture.server.requests.count { $0.path.hasSuffix("/git-receive-pack") }
            #expect(pushes == 1)
            let notices = log.lines.filter { $0.level == .notice }
            #expect(notices.map { $0.metadata["refs"] } == ["refs/gitops/healthy"])
            // A rollback falls back on the history.
            #expect(await writer.write(try fixture.image("v6.0.0", id: "1")).outcome == .pushed)
            let rollback = await writer.write(Roller.event("1"))
            #expect(rollback.outcome == .pushed, "\(rollback.message)")
            #expect(rollback.message.contains("it is not known whether that was healthy"))
        }
    }

    /// Nine thousand applications with two records each: whoever does not ask for them does not notice.
    @Test(.timeLimit(.minutes(20))) func manyRecordsSlowNobody() async throws {
        try await RecordsFixture.run { fixture in
            let before = await (try fixture.writer()).write(try fixture.image("v5.0.0", id: "1"))
            let tree = try await fixture.commit("main:\(RecordsFixture.directory)")
            var stream = "commit refs/gitops/healthy\ncommitter x <x@x> 1800000000 +0000\ndata 2\nM\n"
            for index in 0..<9000 {
                let path = try #require(HealthyRecords.path(of: "service-\(index)-prod"))
                for hour in ["10", "11"] {
                    stream += "M 040000 \(tree) \(path)/2027-01-15T\(hour):00:00Z-0123456789ab\n"
                }
            }
            try await fixture.git("fast-import", "--quiet", input: Array(stream.utf8))
            let after = await (try fixture.writer()).write(try fixture.image("v5.0.1", id: "2"))
            #expect(before.outcome == .pushed && after.outcome == .pushed)
            #expect(after.requests == before.requests)
            #expect(abs((after.bytesSent ?? 0) - (before.bytesSent ?? 0)) < 100)
            #expect((after.bytesReceived ?? .max) < (before.bytesReceived ?? 0) + 1000)
            // A record among them is as small as one alone.
            let tip = try await fixture.commit("main")
            let record = await (try fixture.writer()).write(try fixture.healthy(tip))
            #expect(record.outcome == .pushed && record.requests == 7)
            #expect((record.bytesSent ?? .max) < 2500)
            #expect((record.bytesReceived ?? .max) < 60_000)
        }
    }
}
