import Events
import GitOps
import Testing

@testable import AlertRemediator

/// The undo of a change keeps numbers of replicas between the limits, too, also where it is the base's number that comes
/// into effect again.
@Suite struct UndoLimitTests {
    private static func shop(_ replicas: Int) -> [String: String] {
        Story.shop.mapValues { $0.replacing("replicas: 3", with: "replicas: \(replicas)") }
    }

    @Test func aBaseBelowTheLimitsIsNotGoneBackTo() throws {
        var story = try Story(Story.rule, Self.shop(1))
        try story.deliver(Story.alert(), at: 1)
        #expect(try story.replicas == 3)
        try story.deliver(Story.alert(.resolved), at: 2)
        try story.tick(at: 32)
        #expect(try story.replicas == 2)
        #expect(
            story.outcome.message.contains(
                "undone: replicas 3 → 2; replicas are 2 and not 1 as before, which the limits do not allow"),
            "\(story.outcome.message)")
        // It is back within the cooldown: what helped is set again, and the next undo ends within the limits again.
        try story.deliver(Story.alert(began: 35), at: 36)
        #expect(story.outcome.message.contains("replicas 2 → 3 again"), "\(story.outcome.message)")
        try story.deliver(Story.alert(.resolved, began: 35), at: 37)
        try story.tick(at: 100)
        #expect(try story.replicas == 2)
        try story.tick(at: 200)
        #expect(try story.text(Story.state) == nil)
    }

    @Test func aBaseAboveTheLimitsIsNotGoneBackTo() throws {
        var story = try Story(Story.rule.replacing("by: 2", with: "by: -4"), Self.shop(20))
        try story.deliver(Story.alert(), at: 1)
        #expect(try story.replicas == 10)
        try story.deliver(Story.alert(.resolved), at: 2)
        try story.tick(at: 32)
        #expect(try story.replicas == 10)
        #expect(
            story.outcome.message.contains("replicas are 10 and not 20 as before, which the limits do not allow"),
            "\(story.outcome.message)")
        #expect(try story.episodes.map(\.status) == [.closed])
    }

    @Test func aNumberOfItsOwnIsTreatedAlike() throws {
        let files = ["apps/shop/overlays/prod/values.yaml": "replicaCount: 1 # small\n"]
        var story = try Story(Story.rule, files)
        try story.deliver(Story.alert(), at: 1)
        try story.deliver(Story.alert(.resolved), at: 2)
        try story.tick(at: 32)
        #expect(try story.text("apps/shop/overlays/prod/values.yaml") == "replicaCount: 2 # small\n")
        #expect(story.outcome.message.contains("replicas are 2 and not 1 as before"), "\(story.outcome.message)")
    }

    /// Where nobody says a number, an autoscaler's least is 1.
    @Test func aMinimumThatWasAddedIsTreatedAlike() throws {
        let files = ActionCase.autoscaled.mapValues { $0.replacing("  minReplicas: 3\n", with: "") }
        var story = try Story(Story.rule, files)
        try story.deliver(Story.alert(), at: 1)
        let path = ActionCase.directory + "hpa.yaml"
        #expect(try story.text(path)?.contains("minReplicas: 3") == true)
        try story.deliver(Story.alert(.resolved), at: 2)
        try story.tick(at: 32)
        #expect(try story.text(path)?.contains("minReplicas: 2") == true, "\(story.outcome.message)")
    }
}
