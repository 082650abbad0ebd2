import Events
import GitOps
import Testing

@testable import AlertRemediator

/// Several alerts of one delivery.
@Suite struct DeliveryTests {
    @Test func theAlertsOfOneDeliveryAreOneCommit() throws {
        var files = Story.shop
        for (path, text) in Story.shop {
            files[path.replacing("apps/shop", with: "apps/cart")] = text.replacing("name: shop", with: "name: cart")
        }
        var story = try Story(Story.rule, files)
        try story.deliver(
            Story.alert(), Story.alert(labels: ["app": "cart"], fingerprint: "a1"),
            Story.alert(labels: ["app": "none"], fingerprint: "a2"), Story.alert(name: "DiskFull", fingerprint: "a3"),
            Story.alert(), at: 1)
        #expect(story.commits == 1)
        #expect(story.outcome.changes?.map(\.application) == ["shop-prod", "cart-prod"])
        #expect(story.message.hasPrefix("Remediate 2 alerts on shop-prod, cart-prod\n"))
        #expect(story.message.hasSuffix("Gitops-Episode: firing shop-prod\nGitops-Episode: firing cart-prod\n"))
        #expect(
            story.outcome.refused?.map(\.rule) == [
                "HighCPU: no application of the policy is none-prod; "
                    + "the commit does not have apps/none/overlays/prod (rule scale-out)"
            ])
    }

    @Test func anAlertThatNoRuleIsAboutChangesNothing() throws {
        var story = try Story()
        try story.deliver(Story.alert(name: "DiskFull"), at: 1)
        #expect(story.outcome.outcome == .unchanged)
        #expect(story.outcome.message == "DiskFull: no remediation is about it")
    }

    @Test func anAlertWithoutTheLabelOfItsApplicationIsRefused() throws {
        var story = try Story(Story.rule.replacing("{app}-{env}", with: "{service}-{env}"))
        try story.deliver(Story.alert(), at: 1)
        #expect(story.outcome.outcome == .refused)
        #expect(story.outcome.message.contains("the alert has no label {service}"))
    }

    @Test func theFirstRuleWinsUnlessItSaysContinue() throws {
        let second = Story.rule.replacing("remediations:\n", with: "").replacing("scale-out", with: "scale-more")
            .replacing("by: 2", with: "by: 1")
        var story = try Story(Story.rule + second)
        try story.deliver(Story.alert(), at: 1)
        #expect(try story.replicas == 5)
        var both = try Story(Story.rule.replacing("settle", with: "continue: true\n  settle") + second)
        try both.deliver(Story.alert(), at: 1)
        #expect(try both.replicas == 6)
        #expect(try both.episodes.map(\.rule) == ["scale-out", "scale-more"])
        try both.deliver(Story.alert(.resolved), at: 2)
        try both.tick(at: 32)
        #expect(try both.text() == Story.shop[Story.overlay])
    }

    /// Whoever is over first, the value stays for the other, and at the end it is what it was.
    @Test(arguments: [["a", "b", "c"], ["c", "b", "a"], ["b", "a", "c"], ["b", "c", "a"], ["a", "c", "b"]])
    func severalAlertsShareAValue(order: [String]) throws {
        var story = try Story(Story.rule.replacing("by: 2", with: "by: 1"))
        for (index, name) in ["a", "b", "c"].enumerated() {
            try story.deliver(Story.alert(fingerprint: name), at: Double(index))
        }
        #expect(try story.replicas == 6)
        // The first one goes on while the others are there.
        try story.deliver(Story.alert(fingerprint: "a"), at: 6)
        #expect(try story.replicas == 9)
        for (index, name) in order.enumerated() {
            try story.deliver(Story.alert(.resolved, fingerprint: name), at: Double(10 + index * 40))
            try story.tick(at: Double(40 + index * 40))
            #expect(!story.outcome.message.contains("left:"), "\(story.outcome.message)")
            #expect(try story.replicas ?? 3 >= 3)
        }
        #expect(try story.text() == Story.shop[Story.overlay])
    }
}
