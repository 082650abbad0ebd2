import Events
import Testing

@testable import AlertRemediator
@testable import GitOps

/// Steps that change other applications than the alert's own.
@Suite struct FailoverTests {
    @Test func failsOverInOneCommitAndBackInAnother() throws {
        var story = try FailoverStory.story()
        let before = try story.texts
        try story.deliver(FailoverStory.down(), at: 1)
        #expect(story.outcome.outcome == .pushed)
        #expect(story.commits == 1)
        #expect(
            story.outcome.message.hasPrefix(
                "Down on shop-prod: failover to-standby: on shop-standby replicas 1 → 5; "
                    + "on shop-route weight 100 → 0, weight 0 → 100 (rule to-standby, step 1 of 1), commit "))
        #expect(story.outcome.message.hasSuffix("; undo 30 min after it resolves"))
        #expect(
            story.outcome.changes == [
                Change(
                    application: "shop-standby", path: FailoverStory.standby, field: "spec.replicas", from: "1",
                    to: "5"),
                Change(
                    application: "shop-route", path: FailoverStory.route,
                    field: "spec.rules[0].backendRefs[prod].weight", from: "100", to: "0"),
                Change(
                    application: "shop-route", path: FailoverStory.route,
                    field: "spec.rules[0].backendRefs[standby].weight", from: "0", to: "100"),
            ])
        #expect(try story.standbyReplicas == 5)
        #expect(try story.weights == ["0", "100"])
        #expect(story.message.contains("Gitops-Application: shop-standby\nGitops-Application: shop-route\n"))
        #expect(
            story.message.hasSuffix(
                "Gitops-Episode: firing shop-prod\nGitops-Episode: firing shop-standby\n"
                    + "Gitops-Episode: firing shop-route\n"))
        // Each directory says what is held open in it.
        #expect(try story.episodes.map(\.elsewhere) == [["shop-standby", "shop-route"]])
        #expect(try story.episodes.map(\.changed) == [[]])
        #expect(
            try story.text(FailoverStory.standbyState) == """
                # Held open by automation. Delete an entry to release it.
                version: 1
                episodes:
                - {application: shop-standby, fingerprint: down-prod, startsAt: "2027-01-15T08:00:00Z", rule: to-standby, \
                step: 1, status: firing, at: "2027-01-15T08:01:00Z", flaps: 0, changed: [{path: app.yaml, field: \
                spec.replicas, from: "1", to: "5"}], alert: Down, for: shop-prod}

                """)
        for minute in [1.0, 2, 3] { try story.deliver(FailoverStory.down(), at: minute) }
        #expect(story.commits == 1)
        try story.deliver(FailoverStory.down(.resolved), at: 10)
        try story.tick(at: 39)
        #expect(try story.standbyReplicas == 5)
        try story.tick(at: 40)
        #expect(
            story.outcome.message.hasPrefix(
                "Down on shop-prod: on shop-route undone: weight 100 → 0, weight 0 → 100; "
                    + "on shop-standby undone: replicas 5 → 1 (rule to-standby)"), "\(story.outcome.message)")
        #expect(try story.standbyReplicas == 1)
        #expect(try story.weights == ["100", "0"])
        #expect(story.commits == 3)
        // Once the cooldown is over nothing is left of it, in one more commit.
        try story.tick(at: 50)
        #expect(try story.texts == before)
        #expect(story.commits == 4)
        try story.tick(at: 60)
        #expect(story.outcome.message == "no alert, and nothing waits")
    }

    static let unknown: [(String, String)] = [
        (
            FailoverStory.steps.replacing("{app}-standby", with: "{app}-spare"),
            "no application of the policy is shop-spare"
        ),
        (
            FailoverStory.steps.replacing("{app}-standby", with: "{zone}-standby"),
            "the alert has no label for the application {zone}-standby"
        ),
        (
            FailoverStory.steps.replacing("{app}-standby", with: "{path}"),
            "no application of the policy is ../../etc-standby"
        ),
        (
            FailoverStory.steps.replacing("file: route.yaml", with: "file: other.yaml"), "there is no file other.yaml"
        ),
        (
            FailoverStory.steps.replacing("file: route.yaml", with: "file: \"{path}\""),
            "../../etc-standby is not in the application's directory"
        ),
    ]

    /// All or nothing: where one edit cannot be made, none is.
    @Test(arguments: unknown)
    func whatThePolicyDoesNotNameIsRefused(steps: String, words: String) throws {
        var story = try FailoverStory.story(steps)
        let alert = Story.alert(name: "Down", labels: ["path": "../../etc-standby"])
        try story.deliver(alert, at: 1)
        #expect(story.outcome.outcome == .refused)
        #expect(story.outcome.message.contains(words), "\(story.outcome.message)")
        #expect(story.commits == 0)
    }

    @Test func anAmbiguousNameIsRefused() throws {
        let files = FailoverStory.files.merging(["spare/shop/app.yaml": Story.deployment]) { $1 }
        var story = try FailoverStory.story(
            files: files,
            applications: FailoverStory.applications + "- {name: \"{app}-standby\", path: \"spare/{app}\"}\n")
        try story.deliver(FailoverStory.down(), at: 1)
        #expect(story.outcome.outcome == .refused)
        #expect(story.outcome.message.contains("the policy gives the name shop-standby to more than one directory"))
    }

    @Test(arguments: [false, true])
    func escalatesToAFailover(byTick: Bool) throws {
        var story = try FailoverStory.story("  - scale: {by: 2}\n" + FailoverStory.steps)
        let before = try story.texts
        try story.deliver(FailoverStory.down(), at: 1)
        #expect(try story.replicas == 5)
        if byTick { try story.tick(at: 6) } else { try story.deliver(FailoverStory.down(), at: 6) }
        #expect(story.outcome.message.contains("step 2 of 2"), "\(story.outcome.message)")
        #expect(try story.standbyReplicas == 5)
        try story.tick(at: 12)
        #expect(story.outcome.message.contains("a person has to look"))
        try story.deliver(FailoverStory.down(.resolved), at: 13)
        try story.tick(at: 43)
        try story.tick(at: 53)
        #expect(try story.texts == before)
    }

    @Test func whatComesBackFailsOverAtOnceAndForLonger() throws {
        var story = try FailoverStory.story()
        let before = try story.texts
        try story.deliver(FailoverStory.down(), at: 1)
        let failedOver = try story.texts
        try story.deliver(FailoverStory.down(.resolved), at: 10)
        try story.tick(at: 40)
        try story.deliver(FailoverStory.down(began: 45), at: 46)
        #expect(story.outcome.message.contains("again, since it is back within 10 min of the undo"))
        for path in [FailoverStory.standby, FailoverStory.route] {
            #expect(try story.text(path) == failedOver[path])
        }
        try story.deliver(FailoverStory.down(.resolved, began: 45), at: 50)
        try story.tick(at: 109)
        #expect(try story.weights == ["0", "100"])
        try story.tick(at: 110)
        #expect(try story.weights == ["100", "0"])
        try story.tick(at: 120)
        #expect(try story.texts == before)
    }

    @Test func aRuleWithoutUndoLeavesItsChangesAndNoRecord() throws {
        var story = try Story(
            FailoverStory.rules().replacing("  undo: {after: 30m}\n", with: ""), FailoverStory.files,
            applications: FailoverStory.applications)
        try story.deliver(FailoverStory.down(), at: 1)
        try story.deliver(FailoverStory.down(.resolved), at: 10)
        #expect(try story.text(FailoverStory.standbyState) == nil)
        #expect(try story.text(FailoverStory.routeState) == nil)
        #expect(try story.standbyReplicas == 5)
    }
}
