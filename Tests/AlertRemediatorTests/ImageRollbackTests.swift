import Events
import FoundationEssentials
import RemoteGit
import TestSupport
import Testing

@testable import AlertRemediator
@testable import GitOps

/// Images go back to the last healthy state, and all else stays as it is today.
@Suite struct ImageRollbackTests {
    private static let directory = "apps/shop/overlays/prod"
    private static let applications = Story.applications.replacing(
        "  replicas:", with: "  images: [\"registry.example.com/{app}\"]\n  replicas:")
    private static let old = "sha256:" + String(repeating: "1", count: 64)
    private static let new = "sha256:" + String(repeating: "2", count: 64)

    private static func rule(_ steps: String...) -> String {
        Story.rule.replacing(
            "  - scale: {by: 2}\n  - scale: {by: 3}\n", with: steps.map { "  - \($0)\n" }.joined())
    }

    /// A state of the application in one kind of manifest.
    struct Kind: Sendable, CustomTestStringConvertible {
        let name: String
        let file: String
        let text: String
        /// What is in place of `VERSION` in the healthy state, today, and afterwards.
        let healthy: String
        let today: String
        var after: String?
        /// What comes back and what is left, for people.
        var words = "image shop v2 → v1 as in its state of "
        /// The tags that are held, or a digest where there is no tag.
        var held = ["v2"]
        var testDescription: String { name }

        func text(_ version: String, replicas: Int = 3) -> String {
            text.replacing("VERSION", with: version).replacing("COUNT", with: "\(replicas)")
        }
    }

    static let kinds = [
        Kind(
            name: "plain", file: "app.yaml",
            text: Story.deployment.replacing("shop:v1", with: "shop:VERSION").replacing("3 #", with: "COUNT #"),
            healthy: "v1", today: "v2"),
        Kind(
            name: "plain with digests", file: "app.yaml",
            text: Story.deployment.replacing("shop:v1", with: "shopVERSION").replacing("3 #", with: "COUNT #"),
            healthy: "@" + old, today: "@" + new, words: "image shop sha256:222222222222 → sha256:111111111111 as in",
            held: [new]),
        Kind(
            name: "plain that was pinned", file: "app.yaml",
            text: Story.deployment.replacing("shop:v1", with: "shop:VERSION").replacing("3 #", with: "COUNT #"),
            healthy: "v1@" + old, today: "v2"),
        Kind(
            name: "Kustomize", file: "kustomization.yaml",
            text: "resources: [../../base]\nimages: # set by a pipeline\n- name: registry.example.com/shop\n"
                + "  newTag: \"VERSION\"\nreplicas: [{name: shop, count: COUNT}]\n",
            healthy: "v1", today: "v2"),
        Kind(
            name: "Kustomize with digests", file: "kustomization.yaml",
            text: "resources: [../../base]\nimages:\n- {name: registry.example.com/shop, digest: 'VERSION'}\n"
                + "replicas: [{name: shop, count: COUNT}]\n",
            healthy: old, today: new, words: "image shop sha256:222222222222 → ", held: [new]),
        Kind(
            name: "Helm values", file: "values.yaml",
            text: "image:\n  repository: registry.example.com/shop\n  tag: 'VERSION' # today's\nreplicaCount: COUNT\n",
            healthy: "1.10", today: "1.9", words: "image shop 1.9 → 1.10 as in its state of ", held: ["1.9"]),
        Kind(
            name: "Helm values with digests", file: "values.yaml",
            text: "image:\n  repository: registry.example.com/shop\n  VERSION\nreplicaCount: COUNT\n",
            healthy: "tag: v1\n  digest: " + old, today: "tag: v2\n  digest: " + new),
        Kind(
            name: "Helm values that were not pinned", file: "values.yaml",
            text: "image:\n  repository: registry.example.com/shop\n  VERSION\nreplicaCount: COUNT\n",
            healthy: "tag: v1", today: "tag: v2\n  digest: " + new, after: "tag: v1\n  digest: \"\""),
    ]

    @Test(arguments: kinds, ["rollback: {only: images}", "rollback: {image: \"registry.example.com/{app}\"}"])
    func takesTheVersionAloneBack(_ kind: Kind, step: String) throws {
        let path = "\(Self.directory)/\(kind.file)"
        let files = Story.shop.filter { kind.file.hasPrefix("kust") || $0.key != Story.overlay }
        var story = try Story(
            Self.rule(step), files.merging([path: kind.text(kind.healthy)]) { $1 }, applications: Self.applications)
        try story.recordHealthy(at: -60)
        try story.edit(path, kind.text(kind.today, replicas: 4))
        // It looked well at first.
        try story.recordHealthy(at: -50)
        try story.deliver(Story.alert(), at: 1)
        #expect(story.outcome.outcome == .pushed)
        #expect(story.outcome.message.contains(kind.words), "\(story.outcome.message)")
        #expect(!story.outcome.message.contains("not known"))
        let after = kind.text(kind.after ?? kind.healthy, replicas: 4)
        #expect(try story.text(path) == after)
        #expect(try story.holds.map(\.tag) == kind.held)
        #expect(try story.holds.allSatisfy { $0.by == "rule scale-out" && $0.image == "registry.example.com/shop" })
        #expect(try story.episodes.map(\.step) == [1])
        let commits = story.commits
        try story.deliver(Story.alert(), at: 2)
        #expect(story.commits == commits)
        // Other trouble does not bring the bad version back.
        try story.deliver(Story.alert(fingerprint: "b"), at: 2)
        #expect(story.outcome.outcome == .refused)
        // A version that was left for trouble is not gone back to without a person.
        try story.deliver(Story.alert(.resolved), at: 3)
        try story.tick(at: 60)
        try story.tick(at: 90)
        #expect(try story.text(path) == after)
        #expect(try story.holds.map(\.tag) == kind.held && story.episodes.isEmpty)
    }

    // MARK: Which state

    private static func overlay(_ tags: KeyValuePairs<String, String>, count: Int = 3) -> String {
        let images = tags.map { "- {name: registry.example.com/\($0.key), newTag: \($0.value)}\n" }
        return "resources: [../../base]\nimages:\n\(images.joined())replicas: [{name: shop, count: \(count)}]\n"
    }

    /// A story whose states are told from the oldest on, the last one being today's.
    private static func story(
        _ step: String = "rollback: {image: registry.example.com/shop}",
        states: [(text: String, isHealthy: Bool)],
        applications: String = applications
    ) throws -> Story {
        var story = try Story(rule(step), Story.shop, applications: applications)
        for (index, state) in states.enumerated() {
            try story.edit(Story.overlay, state.text)
            if state.isHealthy { try story.recordHealthy(at: Double(index - 100)) }
        }
        return story
    }

    /// Other versions of other images, and other numbers, are no other state; each alert goes further back.
    @Test func theNewestStateWithAnotherVersionOfTheImage() throws {
        var story = try Self.story(states: [
            (Self.overlay(["shop": "v1", "web": "w1"]), true), (Self.overlay(["shop": "v2", "web": "w1"]), true),
            (Self.overlay(["shop": "v3", "web": "w2"]), true),
            (Self.overlay(["shop": "v3", "web": "w3"], count: 5), true),
        ])
        try story.deliver(Story.alert(), at: 1)
        #expect(try story.text() == Self.overlay(["shop": "v2", "web": "w3"], count: 5))
        #expect(story.outcome.changes?.map(\.field) == ["images[registry.example.com/shop].newTag"])
        try story.deliver(Story.alert(fingerprint: "b"), at: 20)
        #expect(try story.text() == Self.overlay(["shop": "v1", "web": "w3"], count: 5))
        #expect(try story.holds.map(\.tag) == ["v3", "v2"])
        try story.deliver(Story.alert(fingerprint: "c"), at: 40)
        #expect(story.outcome.message.contains("has a version that is held off"), "\(story.outcome.message)")
    }

    @Test func allImagesOfThePolicy() throws {
        let states = [
            (Self.overlay(["shop": "v1", "shop-job": "j1", "other": "o1"]), true),
            (Self.overlay(["shop": "v2", "shop-job": "j2", "other": "o2"], count: 7), false),
        ]
        let applications = Self.applications.replacing("{app}\"]", with: "{app}\", \"registry.example.com/{app}-*\"]")
        var story = try Self.story("rollback: {only: images}", states: states, applications: applications)
        try story.deliver(Story.alert(), at: 1)
        #expect(try story.text() == Self.overlay(["shop": "v1", "shop-job": "j1", "other": "o2"], count: 7))
        #expect(try story.holds.map(\.tag) == ["v2", "j2"])
        #expect(
            story.outcome.message.contains("image shop v2 → v1, shop-job j2 → j1 as in"), "\(story.outcome.message)")
    }

    @Test func whereNothingWasRecordedTheHistoryIsSearched() throws {
        var story = try Self.story(states: [
            (Self.overlay(["shop": "v1"]), false), (Self.overlay(["shop": "v2"]), false),
            (Self.overlay(["shop": "v2"], count: 9), false),
        ])
        try story.deliver(Story.alert(), at: 1)
        #expect(try story.text() == Self.overlay(["shop": "v1"], count: 9))
        #expect(story.outcome.message.contains("it is not known whether that was healthy"), "\(story.outcome.message)")
    }

    static let refusals: [(step: String, healthy: String, today: String, words: String)] = [
        (
            "rollback: {image: registry.example.com/shop}", overlay(["web": "w1"]), overlay(["shop": "v2"]),
            "sets no version of registry.example.com/shop, so that the image cannot go back alone"
        ),
        (
            "rollback: {image: shop}", overlay(["shop": "v1"]), overlay(["shop": "v2"]),
            "has the image shop, only registry.example.com/shop"
        ),
        (
            "rollback: {image: registry.example.com/shop}", overlay(["shop": "v1"]), "resources: [../../base]\n",
            "it is in apps/shop/base/deployment.yaml, which is not the application's own"
        ),
        (
            "rollback: {image: \"registry.example.com/{deployment}\"}", overlay(["shop": "v1"]),
            overlay(["shop": "v2"]),
            "the alert has no label for the image registry.example.com/{deployment}"
        ),
        (
            "rollback: {image: registry.example.com/shop}", overlay(["shop": "v1"]), overlay(["shop": "v1"], count: 9),
            "each of the 1 healthy states of shop-prod is today's"
        ),
        (
            "rollback: {image: registry.example.com/shop}",
            overlay(["shop": "v0"]).replacing(
                "images:\n", with: "images:\n- {name: web, newName: registry.example.com/shop, newTag: v1}\n"),
            overlay(["shop": "v2"]), "has several versions of one image, which cannot go back alone"
        ),
    ]

    @Test(arguments: refusals)
    func isRefusedWithTheReason(step: String, healthy: String, today: String, words: String) throws {
        var story = try Self.story(step, states: [(healthy, true), (today, false)])
        try story.deliver(Story.alert(), at: 1)
        #expect(story.outcome.outcome == .refused)
        #expect(story.outcome.message.contains(words), "\(story.outcome.message)")
        #expect(try story.text() == today && story.text(Story.state) == nil)
    }

    @Test func whatOnlyThePolicyKnowsIsRefused() throws {
        let fields = Self.applications.replacing(
            "  replicas:", with: "  fields: [{file: kustomization.yaml, field: \"commonLabels.version\"}]\n  replicas:")
        var story = try Self.story(
            states: [(Self.overlay(["shop": "v1"]), true), (Self.overlay(["shop": "v2"]), false)], applications: fields)
        try story.deliver(Story.alert(), at: 1)
        #expect(story.outcome.outcome == .refused)
        #expect(
            story.outcome.message.contains("is in commonLabels.version of kustomization.yaml too"),
            "\(story.outcome.message)")
        var none = try Self.story(
            "rollback: {only: images}", states: [(Self.overlay(["shop": "v1"]), true)], applications: Story.applications
        )
        try none.deliver(Story.alert(), at: 1)
        #expect(none.outcome.message.contains("the policy names no images of shop-prod"), "\(none.outcome.message)")
    }

    // MARK: Beside other changes

    /// What was changed before it in the same episode is still undone; the image stays.
    @Test func otherChangesOfTheEpisodeAreStillUndone() throws {
        var story = try Story(
            Self.rule("scale: {by: 2}", "rollback: {only: images}"), Story.shop, applications: Self.applications)
        try story.edit(Story.overlay, Self.overlay(["shop": "v1"]))
        try story.recordHealthy(at: -60)
        try story.edit(Story.overlay, Self.overlay(["shop": "v2"]))
        try story.deliver(Story.alert(), at: 1)
        try story.deliver(Story.alert(), at: 6)
        #expect(try story.text() == Self.overlay(["shop": "v1"], count: 5))
        #expect(story.outcome.message.contains("step 2 of 2"))
        #expect(story.outcome.message.hasSuffix("undo 30 min after it resolves"), "\(story.outcome.message)")
        try story.deliver(Story.alert(.resolved), at: 10)
        try story.tick(at: 40)
        #expect(try story.text() == Self.overlay(["shop": "v1"]))
    }

    /// Of two alerts in one delivery, the second does not go further back; what another rule changes goes along.
    @Test func onceInADelivery() throws {
        let more = """
            - name: more
              when: [kind=b]
              application: "{app}-{env}"
              steps: [{scale: {by: 1}}]

            """
        var story = try Story(
            Self.rule("rollback: {only: images}") + more, Story.shop, applications: Self.applications)
        for tag in ["v1", "v2"] {
            try story.edit(Story.overlay, Self.overlay(["shop": tag]))
            try story.recordHealthy(at: tag == "v1" ? -60 : -50)
        }
        try story.edit(Story.overlay, Self.overlay(["shop": "v3"]))
        let commits = story.commits
        try story.deliver(
            Story.alert(name: "Other", labels: ["kind": "b"], fingerprint: "x"), Story.alert(),
            Story.alert(fingerprint: "y"), at: 1)
        #expect(try story.text() == Self.overlay(["shop": "v2"], count: 4))
        #expect(story.commits == commits + 1)
        #expect(try story.episodes.map(\.rule) == ["more", "scale-out"])
        #expect(try story.holds.map(\.tag) == ["v3"])
    }

    @Test func replicasOutsideOfTheLimitsAreNobodysBusinessHere() throws {
        var story = try Self.story(states: [
            (Self.overlay(["shop": "v1"]), true), (Self.overlay(["shop": "v2"], count: 50), false),
        ])
        try story.deliver(Story.alert(), at: 1)
        #expect(try story.text() == Self.overlay(["shop": "v1"], count: 50))
    }
}
