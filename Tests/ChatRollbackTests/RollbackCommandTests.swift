import GitOps
import TestSupport
import Testing

/// Rollbacks by command, on a real repository.
@Suite struct RollbackCommandTests {
    @Test func bringsBackWhatWasHealthy() async throws {
        try await ChatFixture.run { fixture in
            let writer = try fixture.writer()
            #expect(await writer.write(try ChatFixture.image("v5.0.0", id: "1")).outcome == .pushed)
            let good = try await fixture.git("rev-parse", "main").text
            #expect(await writer.write(try fixture.healthy(good, minute: 1)).outcome == .pushed)
            #expect(await writer.write(try ChatFixture.image("v5.0.1", id: "2")).outcome == .pushed)
            let bad = try await fixture.git("rev-parse", "main").text

            let command = try ChatFixture.command("\(ChatFixture.application) errors", id: "a", slash: "/deploy-fix")
            // A process that has seen nothing, with the policy in the repository.
            let cold = try fixture.writer()
            let outcome = await cold.write(command)
            #expect(outcome.outcome == .pushed, "\(outcome.message)")
            #expect((outcome.requests ?? .max) <= 7 && (outcome.bytesSent ?? .max) < 4000)
            #expect(outcome.message.contains("held off: ") && outcome.message.contains("reason: errors"))
            #expect(try await fixture.tree("main") == fixture.tree(good))
            // Nothing else has changed.
            let changed = try await fixture.git("diff", "--name-only", bad, "main").text.split(separator: "\n")
            #expect(
                Set(changed.map(String.init)) == [ChatFixture.kustomization, ChatFixture.directory + "/.gitops-state"])
            let format =
                "--format=%(trailers:key=Gitops-Actor,key=Gitops-Chat,key=Gitops-Command,valueonly,separator=|)"
            #expect(
                try await fixture.git("log", "-1", format, "main").text
                    == "U1|own/T1/C1|/deploy-fix \(ChatFixture.application) errors")
            // The same command again is known, and the bad version stays away until something newer comes.
            #expect(await cold.write(command).outcome == .unchanged)
            #expect(await writer.write(try ChatFixture.image("v5.0.1", id: "3")).outcome != .pushed)
            #expect(try await fixture.tree("main") == fixture.tree(good))
            let next = await writer.write(try ChatFixture.image("v5.0.2", id: "4"))
            #expect(next.outcome == .pushed, "\(next.message)")
            let state = try await fixture.git("ls-tree", "main", ChatFixture.directory + "/.gitops-state").text
            #expect(state.isEmpty)
        }
    }

    @Test func aFileThatWasRemovedComesBackWithItsMode() async throws {
        try await ChatFixture.run { fixture in
            let writer = try fixture.writer()
            let path = ChatFixture.directory + "/run.sh"
            let blob = try await fixture.git("hash-object", "-w", "--stdin", input: Array("#!/bin/sh\n".utf8)).text
            try await fixture.git("read-tree", "main")
            try await fixture.git("update-index", "--add", "--cacheinfo", "100755,\(blob),\(path)")
            let tree = try await fixture.git("write-tree").text
            let good = try await fixture.git(
                "-c", "user.name=P", "-c", "user.email=p@example.com", "commit-tree", tree, "-p", "main", "-m", "Add"
            ).text
            try await fixture.git("update-ref", "refs/heads/main", good)
            #expect(await writer.write(try fixture.healthy(good, minute: 1)).outcome == .pushed)
            #expect(await writer.write(try ChatFixture.image("v5.0.0", id: "1")).outcome == .pushed)
            try await fixture.git("read-tree", "main")
            let removal = "0 \(String(repeating: "0", count: 40))\t\(path)\n"
            try await fixture.git("update-index", "--index-info", input: Array(removal.utf8))
            let without = try await fixture.git("write-tree").text
            let removed = try await fixture.git(
                "-c", "user.name=P", "-c", "user.email=p@example.com", "commit-tree", without, "-p", "main", "-m",
                "Drop"
            ).text
            try await fixture.git("update-ref", "refs/heads/main", removed)
            let outcome = await writer.write(try ChatFixture.command("rollback \(ChatFixture.application)", id: "a"))
            #expect(outcome.outcome == .pushed, "\(outcome.message)")
            #expect(try await fixture.tree("main") == fixture.tree(good))
            #expect(try await fixture.git("ls-tree", "main", path).text.hasPrefix("100755 "))
        }
    }

    @Test func twoAtOnceAndAnUpdateMeanwhile() async throws {
        try await ChatFixture.run { fixture in
            let first = try fixture.writer()
            var good: [String] = []
            for (index, tag) in ["v5.0.0", "v5.0.1", "v5.0.2"].enumerated() {
                #expect(await first.write(try ChatFixture.image(tag, id: tag)).outcome == .pushed)
                good.append(try await fixture.git("rev-parse", "main").text)
                #expect(await first.write(try fixture.healthy(good[index], minute: index)).outcome == .pushed)
            }
            let writers = [first, try fixture.writer(), try fixture.writer()]
            let events = [
                try ChatFixture.command("rollback \(ChatFixture.application)", id: "a"),
                try ChatFixture.command("rollback \(ChatFixture.application)", id: "b", user: "U2"),
                try ChatFixture.image("v5.0.2", id: "again"),
            ]
            let outcomes = await withTaskGroup(of: Outcome.self) { group in
                for (writer, event) in zip(writers, events) { group.addTask { await writer.write(event) } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(
                outcomes.allSatisfy { [.pushed, .unchanged, .refused].contains($0.outcome) },
                "\(outcomes.map(\.message))")
            // Each rollback goes a step further back, and what was left does not come back.
            #expect(try await fixture.tree("main") == fixture.tree(good[0]))
            let commits = try await fixture.git("log", "--format=%(trailers:key=Gitops-Actor,valueonly)", "main").text
            #expect(commits.split(separator: "\n").sorted() == ["U1", "U2"])
        }
    }

    @Test func withoutRecordsItSaysSo() async throws {
        try await ChatFixture.run { fixture in
            let writer = try fixture.writer()
            let before = try await fixture.git("rev-parse", "main").text
            #expect(await writer.write(try ChatFixture.image("v5.0.0", id: "1")).outcome == .pushed)
            let outcome = await writer.write(try ChatFixture.command("rollback \(ChatFixture.application)", id: "a"))
            #expect(outcome.outcome == .pushed, "\(outcome.message)")
            #expect(outcome.message.contains("not known whether that was healthy"))
            #expect(try await fixture.tree("main") == fixture.tree(before))
        }
    }

    /// What is further back than what is read at first: the policy says so, or somebody names the commit.
    @Test(arguments: [nil, "history", "commit"]) func whatIsFurtherBack(way: String?) async throws {
        try await ChatFixture.run { fixture in
            if way == "history" {
                let policy = try await fixture.git("show", "main:.gitops.yaml").text
                try await fixture.commit(policy + "\n  history: 200\n", to: ".gitops.yaml")
            }
            let writer = try fixture.writer()
            let before = try await fixture.git("rev-parse", "main").text
            #expect(await writer.write(try ChatFixture.image("v5.0.0", id: "1")).outcome == .pushed)
            let stream = (0..<80).map { index in
                "commit refs/heads/main\ncommitter x <x@x> \(1_800_000_000 + index) +0000\ndata 2\nM\n"
                    + (index == 0 ? "from refs/heads/main^0\n\n" : "\n")
            }
            try await fixture.git("fast-import", "--quiet", input: Array(stream.joined().utf8))
            let words = way == "commit" ? " to \(before.prefix(9))" : ""
            let command = try ChatFixture.command("rollback \(ChatFixture.application)\(words)", id: "a")
            let outcome = await (try fixture.writer()).write(command)
            #expect(outcome.outcome == (way == nil ? .refused : .pushed), "\(outcome.message)")
            #expect(try await (fixture.tree("main") == fixture.tree(before)) == (way != nil))
        }
    }

    /// An application whose version is the revision that Argo CD syncs.
    @Test func revisionsAreHeldOffUntilSomebodyDeploysThem() async throws {
        try await ChatFixture.run { fixture in
            let policy = """
                version: 1
                applications:
                - {name: root, path: root, targetRevision: {file: app.yaml, field: spec.source.targetRevision}}
                chat:
                  commands: {/deploy: "*"}
                  allow:
                  - {users: [U1], applications: [root], commands: [rollback, deploy, status]}

                """
            try await fixture.commit(policy, to: ".gitops.yaml")
            for revision in ["r1", "r2", "r3"] {
                let text = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nspec: {source: {targetRevision: "
                try await fixture.commit(text + revision + "}}\n", to: "root/app.yaml")
            }
            let writer = try fixture.writer()
            let steps = [
                ("rollback root", "r2", "r3"), ("rollback root", "r1", "r2"), ("deploy root branch r3", "r3", "r2"),
            ]
            for (index, step) in steps.enumerated() {
                let outcome = await writer.write(try ChatFixture.command(step.0, id: "\(index)"))
                #expect(outcome.outcome == .pushed, "\(outcome.message)")
                #expect(try await fixture.git("show", "main:root/app.yaml").text.contains("targetRevision: \(step.1)}"))
                let state = try await fixture.git("show", "main:root/.gitops-state").text
                #expect(state.contains("targetRevision: \(step.2)"))
                #expect(!state.contains("targetRevision: \(step.1)"))
            }
            let status = await writer.write(try ChatFixture.command("status root", id: "s"))
            #expect(status.message.contains("held off: targetRevision r2, since"))
        }
    }
}
