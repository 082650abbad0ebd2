import GitOps
import RemoteGit
import TestSupport
import Testing

/// A rollback to a recorded state, on a real repository behind a real server.
@Suite struct RollbackCostTests {
    @Test(arguments: [100, 20_000]) func sevenRequestsWhateverTheHistory(history: Int) async throws {
        try await RecordsFixture.run(Monorepo(history: history, policy: true)) { fixture in
            let writer = try fixture.writer()
            let healthy = try await fixture.commit("main")
            #expect(await writer.write(try fixture.healthy(healthy)).outcome == .pushed)
            #expect(await writer.write(try fixture.image("v6.0.0", id: "1")).outcome == .pushed)
            #expect(await writer.write(try fixture.image("v6.0.0", id: "2", application: 4)).outcome == .pushed)
            let before = try await fixture.commit("main")
            let outcome = await (try fixture.writer()).write(Roller.event("1"))
            #expect(outcome.outcome == .pushed, "\(outcome.message)")
            #expect((outcome.requests ?? .max) <= 7)
            #expect((outcome.bytesSent ?? .max) < 4000)
            print("rollback: \(outcome.requests ?? 0) requests, \(outcome.bytesSent ?? 0) bytes sent")
            // The directory is the healthy one, apart from the state; nothing else has changed.
            let directory = RecordsFixture.directory
            let changed = try await fixture.git("diff", "--name-only", before, "main").text.split(separator: "\n")
            #expect(changed == ["\(directory)/.gitops-state", "\(directory)/kustomization.yaml"])
            let differing = try await fixture.git("diff", "--name-only", "\(healthy):\(directory)", "main:\(directory)")
            #expect(differing.text == ".gitops-state")
            let state = try await fixture.git("show", "main:\(directory)/.gitops-state").text
            #expect(state.contains("tag: v6.0.0"))
            try await fixture.git("fsck", "--strict")
        }
    }

    /// A file that was removed comes back with its mode, though this process never read it on the branch.
    @Test func aRemovedFileComesBackWithItsMode() async throws {
        try await RecordsFixture.run { fixture in
            let directory = RecordsFixture.directory
            func put(_ entries: String) async throws -> String {
                let subtree = try await fixture.git("ls-tree", "main:\(directory)").text
                let new = try await fixture.git("mktree", input: Array("\(subtree)\n\(entries)".utf8)).text
                return try await commit(new)
            }
            func commit(_ tree: String) async throws -> String {
                var stream = "commit refs/heads/main\ncommitter x <x@x> 1800000000 +0000\ndata 2\nM\n"
                stream += "from refs/heads/main^0\nM 040000 \(tree) \(directory)\n"
                try await fixture.git("fast-import", "--quiet", input: Array(stream.utf8))
                return try await fixture.commit("main")
            }
            let original = try await fixture.commit("main:\(directory)")
            let script = try await fixture.git("hash-object", "-w", "--stdin", input: Array("#!/bin/sh\n".utf8)).text
            let healthy = try await put("100755 blob \(script)\trun.sh\n120000 blob \(script)\tlink\n")
            let writer = try fixture.writer()
            #expect(await writer.write(try fixture.healthy(healthy)).outcome == .pushed)
            _ = try await commit(original)
            #expect(await writer.write(try fixture.image("v6.0.0", id: "1")).outcome == .pushed)
            let outcome = await writer.write(Roller.event("1"))
            #expect(outcome.outcome == .pushed, "\(outcome.message)")
            let listing = try await fixture.git("ls-tree", "main:\(directory)").text
            #expect(listing.contains("100755 blob \(script)\trun.sh"))
            #expect(listing.contains("120000 blob \(script)\tlink"))
        }
    }

    @Test func withoutRecordsTheHistoryIsSearched() async throws {
        try await RecordsFixture.run { fixture in
            let before = try await fixture.commit("main:\(RecordsFixture.directory)")
            let writer = try fixture.writer()
            #expect(await writer.write(try fixture.image("v6.0.0", id: "1")).outcome == .pushed)
            let outcome = await (try fixture.writer()).write(Roller.event("1"))
            #expect(outcome.outcome == .pushed, "\(outcome.message)")
            #expect(outcome.message.contains("it is not known whether that was healthy"))
            let differing = try await fixture.git("diff", "--name-only", before, "main:\(RecordsFixture.directory)")
                .text
            #expect(differing == ".gitops-state")
            print("rollback without records: \(outcome.requests ?? 0) requests, \(outcome.bytesSent ?? 0) bytes sent")
        }
    }

    /// A dry run shows every file that goes back, and of a record its place.
    @Test func aPreviewShowsWhatChanges() async throws {
        try await RecordsFixture.run { fixture in
            let writer = try fixture.writer()
            let tip = try await fixture.commit("main")
            let record = await writer.preview(try fixture.healthy(tip))
            #expect(record.outcome.outcome == .pushed)
            #expect(record.diff.contains("refs/gitops/healthy: "))
            #expect(
                record.diff.contains(
                    "-\(tip.prefix(12)) is \(try await fixture.commit("main:\(RecordsFixture.directory)"))"))
            #expect(await writer.write(try fixture.healthy(tip)).outcome == .pushed)
            #expect(await writer.write(try fixture.image("v6.0.0", id: "1")).outcome == .pushed)
            let preview = await writer.preview(Roller.event("1"))
            #expect(preview.diff.contains("\n-  newTag: v6.0.0\n"))
            #expect(preview.diff.contains("+++ b/\(RecordsFixture.directory)/.gitops-state\n"))
            #expect(preview.message.hasPrefix("Roll app-00003-prod back to "))
            #expect(
                try await fixture.git("show", "main:\(RecordsFixture.directory)/kustomization.yaml").text.contains("v6")
            )
        }
    }

    /// Another process pushes all the time: the rollback is of its application alone.
    @Test func aRollbackWhileImagesAreUpdated() async throws {
        try await RecordsFixture.run { fixture in
            let writer = try fixture.writer()
            let healthy = try await fixture.commit("main")
            #expect(await writer.write(try fixture.healthy(healthy)).outcome == .pushed)
            #expect(await writer.write(try fixture.image("v6.0.0", id: "0")).outcome == .pushed)
            async let updates = withThrowingTaskGroup(of: Outcome.self) { group in
                let other = try fixture.writer()
                for index in 1...8 {
                    group.addTask {
                        await other.write(try fixture.image("v6.0.\(index)", id: "\(index)", application: 4))
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            let outcome = await writer.write(Roller.event("1"))
            #expect(outcome.outcome == .pushed, "\(outcome.message)")
            #expect(try await updates.contains { $0.outcome == .pushed })
            let directory = RecordsFixture.directory
            let differing = try await fixture.git("diff", "--name-only", "\(healthy):\(directory)", "main:\(directory)")
            #expect(differing.text == ".gitops-state")
            #expect(
                try await fixture.git("show", "main:\(MonorepoFiles(4).overlay("prod"))").text.contains(
                    "newTag: v6.0.8"))
        }
    }

    @Test func twoRollbacksAtOnceAreTwoStepsBackOrOne() async throws {
        try await RecordsFixture.run { fixture in
            let writer = try fixture.writer()
            for (index, tag) in ["v6.0.0", "v6.0.1", "v6.0.2"].enumerated() {
                #expect(await writer.write(try fixture.image(tag, id: "\(index)")).outcome == .pushed)
                let commit = try await fixture.commit("main")
                #expect(await writer.write(try fixture.healthy(commit, minute: index)).outcome == .pushed)
            }
            async let first = (try fixture.writer()).write(Roller.event("1"))
            async let second = (try fixture.writer()).write(Roller.event("2"))
            let outcomes = try await [first, second]
            #expect(outcomes.allSatisfy { $0.outcome == .pushed })
            let text = try await fixture.git("show", "main:\(RecordsFixture.directory)/kustomization.yaml").text
            #expect(text.contains("newTag: v6.0.0"))
            // The same command again has been handled; in the same second it even makes the same commit.
            #expect(await writer.write(Roller.event("1")).commit == outcomes[0].commit)
        }
    }
}
