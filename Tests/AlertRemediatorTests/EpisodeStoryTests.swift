import Events
import GitOps
import RemoteGit
import Testing

@testable import AlertRemediator

/// From an alert to its undo, event by event.
@Suite struct EpisodeStoryTests {
    @Test func anAlertScalesOut() throws {
        var story = try Story()
        try story.deliver(Story.alert(), at: 1)
        #expect(story.outcome.outcome == .pushed)
        let id = "\(story.revision.id)".prefix(7)
        #expect(
            story.outcome.message
                == "HighCPU on shop-prod: replicas 3 → 5 (rule scale-out, step 1 of 2), commit \(id); "
                + "undo 30 min after it resolves")
        #expect(
            story.outcome.changes == [
                Change(
                    application: "shop-prod", path: Story.overlay, field: "replicas[shop].count", from: nil, to: "5")
            ])
        #expect(try story.text() == "resources:\n- ../../base\nreplicas:\n- name: shop\n  count: 5\n")
        // The base is read and never written.
        #expect(try story.text("apps/shop/base/deployment.yaml") == Story.deployment)
        #expect(
            try story.text(Story.state) == """
                # Held open by automation. Delete an entry to release it.
                version: 1
                episodes:
                - {application: shop-prod, fingerprint: 8a07086b74f3ba78, startsAt: "2027-01-15T08:00:00Z", rule: scale-out, \
                step: 1, status: firing, at: "2027-01-15T08:01:00Z", flaps: 0, changed: [{path: kustomization.yaml, \
                field: "replicas[shop].count", from: absent, to: "5"}], alert: HighCPU}

                """)
        #expect(
            story.message.hasPrefix("HighCPU on shop-prod: replicas 3 → 5\n\n* \(Story.overlay): replicas[shop].count"))
        #expect(story.message.contains("\nGitops-Application: shop-prod\n"))
        #expect(story.message.hasSuffix("\nGitops-Episode: firing shop-prod\n"))
        #expect(story.revision.ledger.first?.authored == Story.time(1))
    }

    @Test func repeatsChangeNothingUntilItHasSettled() throws {
        var story = try Story()
        for minute in [1.0, 1, 1, 2, 5.9] { try story.deliver(Story.alert(), at: minute) }
        #expect(story.commits == 1)
        #expect(story.outcome.outcome == .unchanged)
        #expect(
            story.outcome.message
                == "HighCPU on shop-prod: step 1 of 2 was taken; it may help until 2027-01-15T08:06:00Z")
        #expect(try story.replicas == 5)
    }

    @Test func escalatesToTheLastStepAndSaysSoOnce() throws {
        var story = try Story()
        try story.deliver(Story.alert(), at: 1)
        try story.deliver(Story.alert(), at: 6)
        #expect(try story.replicas == 8)
        #expect(story.outcome.message.contains("replicas 5 → 8 (rule scale-out, step 2 of 2)"))
        // A tick is as good a clock as a repeat.
        try story.tick(at: 10)
        #expect(story.commits == 2)
        try story.tick(at: 11)
        #expect(story.commits == 3)
        #expect(
            story.outcome.message.hasPrefix(
                "HighCPU on shop-prod: still firing, and all 2 steps are used up: a person has to look"))
        #expect(try story.replicas == 8)
        for minute in [12.0, 17, 30, 600] { try story.deliver(Story.alert(), at: minute) }
        try story.tick(at: 1000)
        #expect(story.commits == 3)
        // All that was changed is taken back at once.
        try story.deliver(Story.alert(.resolved), at: 1001)
        try story.tick(at: 1031)
        #expect(try story.text() == Story.shop[Story.overlay])
    }

    /// A tick brings no labels, so what needs one waits for a repeat.
    @Test func aStepThatNeedsALabelWaitsForARepeat() throws {
        var story = try Story(Story.rule.replacing("{by: 3}", with: "{by: 3, workload: \"{deployment}\"}"))
        let alert = Story.alert(labels: ["deployment": "shop"])
        try story.deliver(alert, at: 1)
        try story.tick(at: 6)
        #expect(story.outcome.outcome == .unchanged)
        #expect(story.outcome.message.contains("step 2 needs the alert's label deployment"))
        try story.deliver(alert, at: 7)
        #expect(try story.replicas == 8)
    }

    @Test func undoesAtTheFirstTickAfterItsTime() throws {
        var story = try Story()
        let before = try story.files
        try story.deliver(Story.alert(), at: 1)
        try story.deliver(Story.alert(.resolved, ended: 9), at: 10)
        #expect(story.outcome.message.contains("HighCPU on shop-prod: resolved (rule scale-out), commit "))
        #expect(story.outcome.message.hasSuffix("; undo 30 min after that"))
        #expect(try story.episodes.first?.at == Story.time(9))
        try story.tick(at: 38.9)
        #expect(story.outcome.outcome == .unchanged)
        #expect(try story.replicas == 5)
        try story.tick(at: 39)
        #expect(story.outcome.message.hasPrefix("HighCPU on shop-prod: undone: replicas 5 → none (rule scale-out)"))
        #expect(try story.episodes.map(\.status) == [.closed])
        try story.tick(at: 48)
        #expect(story.outcome.outcome == .unchanged)
        // Once its cooldown is over nothing is left of it.
        try story.tick(at: 49)
        #expect(try story.files == before)
        #expect(story.commits == 4)
        try story.tick(at: 60)
        #expect(story.commits == 4)
        #expect(story.outcome.message == "no alert, and nothing waits")
    }

    @Test func undoesAtALaterAlertOfTheApplication() throws {
        var story = try Story()
        try story.deliver(Story.alert(), at: 1)
        try story.deliver(Story.alert(.resolved), at: 10)
        try story.deliver(Story.alert(name: "HighCPU", fingerprint: "other"), at: 41)
        // Undone and scaled out anew, in one commit, in the order of the delivery: the alert first.
        #expect(story.commits == 3)
        #expect(try story.episodes.map(\.status) == [.closed, .firing])
    }

    @Test func aValueThatSomebodyChangedIsLeft() throws {
        var story = try Story()
        try story.deliver(Story.alert(), at: 1)
        let edited = try #require(try story.text()).replacing("count: 5", with: "count: 7")
        try story.edit(Story.overlay, edited)
        try story.deliver(Story.alert(.resolved), at: 10)
        try story.tick(at: 41)
        #expect(story.outcome.message.contains("left: replicas is 7 by now, and not 5"))
        #expect(try story.text() == edited)
        #expect(try story.episodes.map(\.status) == [.closed])
    }

    @Test func aRuleWithoutUndoLeavesItsChanges() throws {
        var story = try Story(Story.rule.replacing("  undo: {after: 30m, whenFlapping: 1h}\n", with: ""))
        try story.deliver(Story.alert(), at: 1)
        #expect(!story.outcome.message.contains("undo"))
        try story.deliver(Story.alert(.resolved), at: 10)
        #expect(try story.episodes.map(\.status) == [.closed])
        try story.tick(at: 20)
        #expect(try story.episodes.isEmpty)
        #expect(try story.replicas == 5)
    }

    @Test func whatComesBackKeepsTheHigherValueForLonger() throws {
        var story = try Story()
        try story.deliver(Story.alert(), at: 1)
        try story.deliver(Story.alert(), at: 6)
        try story.deliver(Story.alert(.resolved), at: 10)
        try story.tick(at: 40)
        #expect(try story.replicas == nil)
        // Back within ten minutes of the undo: at once to what helped.
        try story.deliver(Story.alert(began: 45), at: 46)
        #expect(story.outcome.message.contains("again, since it is back within 10 min of the undo"))
        #expect(story.outcome.message.hasSuffix("undo 1 h after it resolves"))
        #expect(try story.replicas == 8)
        #expect(try story.episodes.map(\.flaps) == [1])
        try story.deliver(Story.alert(.resolved, began: 45), at: 50)
        try story.tick(at: 109)
        #expect(try story.replicas == 8)
        try story.tick(at: 110)
        #expect(try story.replicas == nil)
        // Each further time, twice as long.
        try story.deliver(Story.alert(began: 111), at: 112)
        try story.deliver(Story.alert(.resolved, began: 111), at: 120)
        #expect(try story.episodes.map(\.flaps) == [2])
        try story.tick(at: 239)
        #expect(try story.replicas == 8)
        try story.tick(at: 240)
        #expect(try story.replicas == nil)
        // What comes back later is not flapping.
        try story.deliver(Story.alert(began: 255), at: 256)
        #expect(try story.replicas == 5)
        #expect(try story.episodes.map(\.flaps) == [0])
    }
}
