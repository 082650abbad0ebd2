import Testing

@testable import AlertRemediator
@testable import GitOps

/// What guards an application holds also where another one's alert changes it.
@Suite struct FailoverGuardTests {
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
}
