import Events
import RemoteGit
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

    // MARK: Every kind of manifest

    struct Form: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What the standby's directory holds, and what is outside of it.
        let files: [String: String]
        var scale = "{atLeast: 5}"
        /// What is in the file that changes.
        let changed: (file: String, text: String)
        let words: String
    }

    static let forms = [
        Form(
            testDescription: "plain", files: ["app.yaml": Story.deployment],
            changed: ("app.yaml", "replicas: 5 # as measured"), words: "replicas 3 → 5"),
        Form(
            testDescription: "Kustomize without an entry",
            files: ["kustomization.yaml": "resources:\n- ../../apps/shop/base\n"],
            changed: ("kustomization.yaml", "replicas:\n- name: shop\n  count: 5"), words: "replicas 3 → 5"),
        Form(
            testDescription: "Kustomize with an entry",
            files: [
                "kustomization.yaml": "resources:\n- ../../apps/shop/base\nreplicas:\n- {name: shop, count: 2}\n"
            ],
            changed: ("kustomization.yaml", "- {name: shop, count: 5}"), words: "replicas 2 → 5"),
        Form(
            testDescription: "Helm", files: ["values.yaml": "replicaCount: 1\n"],
            changed: ("values.yaml", "replicaCount: 5"), words: "replicas 1 → 5"),
        Form(
            testDescription: "Rollout",
            files: [
                "rollout.yaml": Story.deployment.replacing("apps/v1", with: "argoproj.io/v1alpha1")
                    .replacing("Deployment", with: "Rollout")
            ],
            changed: ("rollout.yaml", "replicas: 5"), words: "replicas 3 → 5"),
        Form(
            testDescription: "HorizontalPodAutoscaler",
            files: ["app.yaml": Story.deployment, "hpa.yaml": manifest(ActionTests.autoscaled, "hpa.yaml")],
            scale: "{atLeast: 5, raiseMax: true}",
            changed: ("hpa.yaml", "minReplicas: 5\n  maxReplicas: 5"),
            words: "the least replicas of HorizontalPodAutoscaler/shop 3 → 5"),
        Form(
            testDescription: "KEDA",
            files: ["app.yaml": Story.deployment, "scaled.yaml": manifest(ActionTests.keda, "scaled.yaml")],
            changed: ("scaled.yaml", "minReplicaCount: 5"), words: "the least replicas of ScaledObject/shop 3 → 5"),
    ]

    private static func manifest(_ files: [String: String], _ name: String) -> String {
        files[ActionTests.directory + name] ?? ""
    }

    @Test(arguments: forms)
    func raisesTheStandbyOfEveryKind(_ form: Form) throws {
        var files = FailoverStory.files
        files[FailoverStory.standby] = nil
        for (name, text) in form.files { files["standby/shop/\(name)"] = text }
        var story = try FailoverStory.story(
            FailoverStory.steps.replacing("{atLeast: 5}", with: form.scale), files: files)
        let before = try story.texts
        try story.deliver(FailoverStory.down(), at: 1)
        #expect(story.outcome.message.contains("on shop-standby \(form.words)"), "\(story.outcome.message)")
        let text = try story.text("standby/shop/\(form.changed.file)")
        #expect(text?.contains(form.changed.text) == true, "\(text ?? "")")
        try story.deliver(FailoverStory.down(.resolved), at: 2)
        try story.tick(at: 32)
        try story.tick(at: 42)
        #expect(try story.texts == before)
    }

    // MARK: Which application

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

    // MARK: Guards of the other application

    static let limits: [(String, Int, String)] = [
        ("scale: {atLeast: 20}", 6, "replicas 1 → 6, as 6 is the most of the application (policy line 7)"),
        ("scale: {to: 0}", 1, "replicas are 1, and 1 is the least of the application (policy line 7)"),
        ("scale: {by: 4, max: 3}", 3, "replicas 1 → 3, as 3 is the most of the step"),
        (
            "file: app.yaml, field: spec.replicas, value: 20", 6,
            "replicas 1 → 6, as 6 is the most of the application (policy line 7)"
        ),
        (
            "file: app.yaml, field: spec.replicas, value: 0", 1,
            "replicas are 1, and 1 is the least of the application (policy line 7)"
        ),
        ("file: app.yaml, field: spec.replicas, value: \"6\"", 6, "replicas 1 → 6"),
    ]

    @Test(arguments: limits)
    func itsOwnLimitsHold(edit: String, replicas: Int, words: String) throws {
        var story = try FailoverStory.story(FailoverStory.steps.replacing("scale: {atLeast: 5}", with: edit))
        try story.deliver(FailoverStory.down(), at: 1)
        #expect(story.outcome.outcome == .pushed)
        #expect(try story.standbyReplicas == replicas)
        #expect(story.outcome.message.contains("on shop-standby \(words)"), "\(story.outcome.message)")
        #expect(try story.weights == ["0", "100"])
    }

    static let noNumbers: [(String, String)] = [
        ("null", "spec.replicas has limits, and so it cannot be removed"),
        ("many", "spec.replicas is a number of replicas, and many is none"),
    ]

    @Test(arguments: noNumbers)
    func aNumberOfReplicasStaysOne(value: String, words: String) throws {
        var story = try FailoverStory.story(
            FailoverStory.steps.replacing(
                "scale: {atLeast: 5}", with: "file: app.yaml, field: spec.replicas, value: \(value)"))
        try story.deliver(FailoverStory.down(), at: 1)
        #expect(story.outcome.outcome == .refused)
        #expect(story.outcome.message.contains(words), "\(story.outcome.message)")
    }

    @Test func itsChangesCount() throws {
        var story = try FailoverStory.story(extra: "  limits: {application: 1, window: 1h}\n")
        try story.deliver(FailoverStory.busy(), at: 0)
        try story.deliver(FailoverStory.down(), at: 1)
        #expect(story.outcome.outcome == .refused)
        #expect(story.outcome.message.contains("limits.application: 1 change to shop-standby in 1 h"))
        #expect(try story.weights == ["100", "0"])
        // A failover of three applications is three changes of the repository.
        var small = try FailoverStory.story(extra: "  limits: {repository: 2, window: 1h}\n")
        try small.deliver(FailoverStory.down(), at: 1)
        #expect(small.outcome.outcome == .refused)
        #expect(small.outcome.message.contains("limits.repository: 2 changes in 1 h"))
        var large = try FailoverStory.story(extra: "  limits: {repository: 3, window: 1h}\n")
        try large.deliver(FailoverStory.down(), FailoverStory.down(env: "west"), at: 1)
        #expect(large.commits == 1)
        // What is so already is no change.
        #expect(large.outcome.refused == nil)
    }

    @Test func aHeldTagDoesNotComeBackByAnEdit() throws {
        let hold = """
            version: 1
            holds:
            - {application: shop-standby, image: registry.example.com/shop, tag: v2, by: U1, event: e, since: 2027-01-01T00:00:00Z}

            """
        let edit =
            "file: app.yaml, field: \"spec.template.spec.containers[app].image\", value: registry.example.com/shop:v2"
        var story = try FailoverStory.story(
            FailoverStory.steps.replacing("scale: {atLeast: 5}", with: edit),
            files: FailoverStory.files.merging([FailoverStory.standbyState: hold]) { $1 })
        try story.deliver(FailoverStory.down(), at: 1)
        #expect(story.outcome.outcome == .refused)
        #expect(story.outcome.message.contains("registry.example.com/shop:v2 is held off by U1"))
        try story.edit(FailoverStory.standbyState, nil)
        try story.deliver(FailoverStory.down(), at: 2)
        #expect(story.outcome.outcome == .pushed)
        #expect(try story.text(FailoverStory.standby)?.contains("image: registry.example.com/shop:v2") == true)
    }

    @Test func aFreezeAndMaintenanceStopAllOfIt() throws {
        var story = try FailoverStory.story()
        try story.edit(".gitops-freeze", "")
        try story.deliver(FailoverStory.down(), at: 1)
        #expect(story.outcome.outcome == .refused)
        try story.edit(".gitops-freeze", nil)
        try story.deliver(FailoverStory.down(), at: 2)
        #expect(story.outcome.outcome == .pushed)
        var quiet = try FailoverStory.story(extra: "  maintenance: [{from: \"08:00\", to: \"09:00\"}]\n")
        try quiet.deliver(FailoverStory.down(), at: 1)
        #expect(quiet.outcome.outcome == .refused)
        #expect(quiet.commits == 0)
    }

    @Test func aPersonMergesAllOfItAtOnce() throws {
        var story = try FailoverStory.story(extra: "  approve: true\n")
        let before = try story.texts
        try story.deliver(FailoverStory.down(), at: 1)
        #expect(story.outcome.message.contains("a person has to merge gitops/to-standby/shop-prod"))
        #expect(try story.texts == before)
    }

    // MARK: Escalation

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
