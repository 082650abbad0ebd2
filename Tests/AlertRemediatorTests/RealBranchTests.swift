import AlertRemediator
import Events
import Foundation
import RemoteGit
import TestSupport
import Testing

@testable import GitOps

@Suite struct RealBranchTests {
    /// "Redelivered 100 times, by three copies at once, in any order: one commit."
    @Test(.timeLimit(.minutes(10))) func aHundredDeliveriesToThreeCopiesAreOneCommit() async throws {
        try await RealBranch.run { (branch: RealBranch) async throws in
            let outcomes = await withTaskGroup(of: Outcome.self) { group in
                for index in 0..<100 {
                    group.addTask { await branch.deliver(Story.alert(), at: 1, by: index % 3) }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            // Copies that decide within the same second make the very same commit, and each sees it on the branch.
            let pushed = outcomes.filter { $0.outcome == .pushed }
            #expect(Set(pushed.map(\.commit)).count == 1 && pushed.count <= 3, "\(outcomes)")
            #expect(outcomes.allSatisfy { $0.outcome == .pushed || $0.outcome == .unchanged }, "\(outcomes)")
            #expect(try await branch.count() == 2)
            #expect(try await branch.git("show", "main:\(Story.overlay)").text.contains("count: 5"))
        }
    }

    /// A tick finds what is open by the trailers of commits that are no longer among those that come at once.
    @Test(.timeLimit(.minutes(10))) func aTickFindsEpisodesBehindManyCommits() async throws {
        try await RealBranch.run { (branch: RealBranch) async throws in
            await branch.deliver(Story.alert(), at: 1)
            await branch.deliver(Story.alert(.resolved), at: 2)
            var stream = ""
            for index in 0..<150 {
                let time = Int(Story.time(3).timeIntervalSince1970) + index
                stream += "commit refs/heads/main\nauthor A <a@x> \(time) +0000\ncommitter C <c@x> \(time) +0000\n"
                stream += "data 2\nc\n\n" + (index == 0 ? "from refs/heads/main^0\n" : "") + "M 100644 inline n\n"
                stream += "data \("\(index)".utf8.count)\n\(index)\n"
            }
            try await branch.git("fast-import", "--quiet", input: Array(stream.utf8))
            // A copy that has seen nothing of it.
            let outcome = await branch.happen(.tick, at: 40, by: 2)
            #expect(outcome.outcome == .pushed, "\(outcome.message)")
            #expect(outcome.message.contains("undone: replicas 5"))
        }
    }

    @Test(.timeLimit(.minutes(10))) func whatHasToBeApprovedGoesToABranch() async throws {
        let proposal = "gitops/scale-out/shop-prod"
        try await RealBranch.run(Story.rule.replacing("settle: 5m", with: "settle: 5m\n  approve: true")) {
            (branch: RealBranch) async throws in
            let outcome = await branch.deliver(Story.alert(), at: 1)
            #expect(outcome.outcome == .pushed, "\(outcome.message)")
            #expect(outcome.message.hasSuffix("; a person has to merge \(proposal)"), "\(outcome.message)")
            #expect(try await branch.count() == 1)
            #expect(try await branch.git("show", "\(proposal):\(Story.overlay)").text.contains("count: 5"))
            #expect(try await branch.git("show", "\(proposal):\(Story.state)").text.contains("status: firing"))
            #expect(try await branch.git("rev-parse", "\(proposal)~1").text == branch.git("rev-parse", "main").text)
            // While it is there, nothing more happens, whoever asks.
            for (writer, minute) in [(0, 2.0), (1, 20.0), (2, 200)] {
                let again = await branch.deliver(Story.alert(), at: minute, by: writer)
                #expect(again.outcome == .unchanged)
                #expect(again.message.contains("nothing changes until a person has merged \(proposal)"))
            }
            // A person merges it, with a commit of their own, and removes it.
            let tree = try await branch.git("rev-parse", "\(proposal)^{tree}").text
            let merge = try await branch.git("commit-tree", tree, "-p", "main", "-p", proposal, "-m", "Merge").text
            try await branch.git("update-ref", "refs/heads/main", merge)
            try await branch.git("branch", "-q", "-D", proposal)
            // That it is over is only put on record; to undo it is a change again.
            #expect(await branch.deliver(Story.alert(.resolved), at: 201).outcome == .pushed)
            #expect(try await branch.git("show", "main:\(Story.state)").text.contains("status: resolved"))
            let undo = await branch.happen(.tick, at: 240)
            #expect(undo.message.hasSuffix("a person has to merge \(proposal)"), "\(undo.message)")
            #expect(try await branch.git("show", "main:\(Story.overlay)").text.contains("count: 5"))
            #expect(try await !branch.git("show", "\(proposal):\(Story.overlay)").text.contains("count"))
        }
    }

    @Test(.timeLimit(.minutes(10))) func rollsBackWithAHold() async throws {
        var files = Story.shop
        let good = "resources: [../../base]\nimages:\n- {name: registry.example.com/shop, newTag: v1.0.0}\n"
        files[Story.overlay] = good
        let rule = Story.rule.replacing("- scale: {by: 2}\n", with: "- rollback:\n")
        try await RealBranch.run(rule, files) { (branch: RealBranch) async throws in
            try await branch.edit(Story.overlay, good.replacing("v1.0.0", with: "v1.1.0"))
            let outcome = await branch.deliver(Story.alert(), at: 1)
            #expect(outcome.outcome == .pushed, "\(outcome.message)")
            #expect(outcome.message.hasPrefix("HighCPU on shop-prod: shop-prod goes back to its state of"))
            let change = try #require(outcome.changes?.first)
            #expect(change.path == Story.overlay)
            #expect(change.from?.contains("v1.1.0") == true && change.to?.contains("v1.0.0") == true, "\(change)")
            #expect(try await branch.git("show", "main:\(Story.overlay)").text + "\n" == good)
            let state = try ApplicationState(reading: try await branch.git("show", "main:\(Story.state)").bytes)
            #expect(state.holds.map(\.tag) == ["v1.1.0"] && state.holds.map(\.by) == ["rule scale-out"])
            #expect(state.episodes.map(\.step) == [1] && state.episodes.map(\.status) == [.firing])
            #expect(await branch.deliver(Story.alert(), at: 2).outcome == .unchanged)
            // A version that was left for trouble is not gone back to without a person.
            await branch.deliver(Story.alert(.resolved), at: 3)
            await branch.happen(.tick, at: 60)
            #expect(try await branch.git("show", "main:\(Story.overlay)").text + "\n" == good)
            #expect(try await branch.git("show", "main:\(Story.state)").text.contains("holds:"))
        }
    }

    /// The record comes over the wire, and so does the base that the overlay draws in.
    @Test(.timeLimit(.minutes(10))) func rollsAnImageAloneBack() async throws {
        var files = Story.shop
        let good = "resources: [../../base]\nimages:\n- {name: registry.example.com/shop, newTag: v1.0.0}\n"
        files[Story.overlay] = good
        let rule = Story.rule.replacing(
            "- scale: {by: 2}\n", with: "- rollback: {image: \"registry.example.com/{app}\"}\n")
        try await RealBranch.run(rule, files) { (branch: RealBranch) async throws in
            try await branch.recordHealthy()
            let today = good.replacing("v1.0.0", with: "v1.1.0") + "namePrefix: x-\n"
            try await branch.edit(Story.overlay, today)
            let outcome = await branch.deliver(Story.alert(), at: 1)
            #expect(outcome.outcome == .pushed, "\(outcome.message)")
            let words = "image shop v1.1.0 → v1.0.0 as in its state of 2027-01-15T07:00:00Z (commit "
            #expect(outcome.message.hasPrefix("HighCPU on shop-prod: \(words)"), "\(outcome.message)")
            #expect(!outcome.message.contains("not known"))
            #expect(
                try await branch.git("show", "main:\(Story.overlay)").text + "\n" == good + "namePrefix: x-\n")
            let state = try ApplicationState(reading: try await branch.git("show", "main:\(Story.state)").bytes)
            #expect(state.holds.map(\.tag) == ["v1.1.0"] && state.episodes.map(\.status) == [.firing])
            // Whoever tries again, by another copy, finds it done.
            #expect(await branch.deliver(Story.alert(), at: 2, by: 1).outcome == .unchanged)
        }
    }

    @Test(.timeLimit(.minutes(10))) func severalProposalsAreABranchEach() async throws {
        var files = Story.shop
        for (path, text) in Story.shop {
            files[path.replacing("apps/shop", with: "apps/cart")] = text.replacing("name: shop", with: "name: cart")
        }
        let rule = Story.rule.replacing("settle: 5m", with: "settle: 5m\n  approve: true")
        try await RealBranch.run(rule, files) { (branch: RealBranch) async throws in
            let outcome = await branch.deliver(
                Story.alert(), Story.alert(labels: ["app": "cart"], fingerprint: "a1"), at: 1)
            #expect(outcome.outcome == .pushed, "\(outcome.message)")
            #expect(try await branch.count() == 1)
            for app in ["shop", "cart"] {
                let name = "gitops/scale-out/\(app)-prod"
                #expect(try await branch.count(name) == 2)
                let changed = try await branch.git("diff", "--name-only", "main", name).text
                #expect(
                    changed == "apps/\(app)/overlays/prod/.gitops-state\napps/\(app)/overlays/prod/kustomization.yaml")
                let message = try await branch.git("log", "-1", "--format=%B", name).text
                #expect(message.hasPrefix("HighCPU on \(app)-prod: replicas 3 → 5\n"))
                #expect(message.contains("* apps/\(app)/") && message.count { $0 == "*" } == 1)
            }
        }
    }
}
