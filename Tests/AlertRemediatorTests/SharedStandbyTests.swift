import Events
import Foundation
import RemoteGit
import TestSupport
import Testing

@testable import AlertRemediator
@testable import GitOps

/// One standby that several episodes change: its own, and those of the applications that it stands by for.
@Suite struct SharedStandbyTests {
    static let orders = [["prod", "west", "busy"], ["busy", "west", "prod"], ["west", "busy", "prod"]]

    /// The alert of that name.
    private static func alert(_ name: String, _ status: Alert.Status) -> Alert {
        name == "busy" ? FailoverStory.busy(status) : FailoverStory.down(status, env: name)
    }

    /// Whoever comes first and whoever is over first: nobody takes back what another one needs, and in the end all is as
    /// it was.
    @Test(arguments: orders, orders)
    func nobodyTakesBackWhatAnotherNeeds(begin: [String], end: [String]) throws {
        var story = try FailoverStory.story()
        let before = try story.texts
        for (index, name) in begin.enumerated() {
            try story.deliver(Self.alert(name, .firing), at: Double(index))
        }
        var open = Set(begin)
        for (index, name) in end.enumerated() {
            try story.deliver(Self.alert(name, .resolved), at: Double(5 + index * 40))
            try story.tick(at: Double(35 + index * 40))
            open.remove(name)
            #expect(!story.outcome.message.contains("left:"), "\(story.outcome.message)")
            let replicas = try #require(try story.standbyReplicas)
            if !open.isDisjoint(with: ["prod", "west"]) {
                #expect(replicas >= 5, "after \(name): \(story.outcome.message)")
                #expect(try story.weights == ["0", "100"])
            }
        }
        try story.tick(at: 300)
        #expect(try story.texts == before)
    }

    /// The alerts of one delivery are one commit, whichever comes first in it.
    @Test(arguments: [false, true])
    func theStandbysOwnAlertInTheSameDelivery(isFirst: Bool) throws {
        var story = try FailoverStory.story()
        let before = try story.texts
        let alerts =
            isFirst ? [FailoverStory.busy(), FailoverStory.down()] : [FailoverStory.down(), FailoverStory.busy()]
        try story.happen(.alerts(AlertDelivery(alerts: alerts)), at: 1)
        #expect(story.commits == 1)
        let replicas = try #require(try story.standbyReplicas)
        #expect((5...6).contains(replicas))
        #expect(try story.episodes(in: FailoverStory.standbyState).count == 2)
        let over = [FailoverStory.down(.resolved), FailoverStory.busy(.resolved)]
        try story.happen(.alerts(AlertDelivery(alerts: over)), at: 10)
        try story.tick(at: 40)
        try story.tick(at: 50)
        #expect(try story.texts == before)
    }

    /// The standby has enough already since its own alert has raised it: what it has must stay.
    @Test func whatIsThereAlreadyIsClaimed() throws {
        var story = try FailoverStory.story(FailoverStory.steps.replacing("atLeast: 5", with: "atLeast: 3"))
        let before = try story.texts
        try story.deliver(FailoverStory.busy(), at: 0)
        #expect(try story.standbyReplicas == 3)
        try story.deliver(FailoverStory.down(), at: 1)
        try story.deliver(FailoverStory.busy(.resolved), at: 2)
        try story.tick(at: 32)
        #expect(try story.standbyReplicas == 3)
        #expect(story.outcome.message.contains("kept: replicas for Down"), "\(story.outcome.message)")
        try story.deliver(FailoverStory.down(.resolved), at: 40)
        try story.tick(at: 70)
        try story.tick(at: 80)
        #expect(try story.texts == before)
    }

    /// A second alert about the same trouble finds all done, and the failover stays until both are over.
    @Test func aSecondAlertHoldsWhatIsDone() throws {
        var story = try FailoverStory.story()
        let before = try story.texts
        try story.deliver(FailoverStory.down(), at: 0)
        try story.deliver(FailoverStory.down(fingerprint: "other"), at: 1)
        #expect(
            story.outcome.message.hasPrefix("Down on shop-prod: failover to-standby is set already, for Down"),
            "\(story.outcome.message)")
        try story.deliver(FailoverStory.down(.resolved), at: 2)
        try story.tick(at: 32)
        #expect(try story.weights == ["0", "100"])
        #expect(try story.standbyReplicas == 5)
        try story.deliver(FailoverStory.down(.resolved, fingerprint: "other"), at: 40)
        try story.tick(at: 70)
        try story.tick(at: 80)
        #expect(try story.texts == before)
    }

    // MARK: What people do meanwhile

    @Test func aValueThatSomebodyChangedIsLeft() throws {
        var story = try FailoverStory.story()
        try story.deliver(FailoverStory.down(), at: 1)
        let edited = try #require(try story.text(FailoverStory.standby)).replacing("replicas: 5", with: "replicas: 4")
        try story.edit(FailoverStory.standby, edited)
        try story.deliver(FailoverStory.down(.resolved), at: 10)
        try story.tick(at: 40)
        #expect(story.outcome.message.contains("on shop-standby left: replicas is 4 by now, and not 5"))
        #expect(try story.text(FailoverStory.standby) == edited)
        #expect(try story.weights == ["100", "0"])
    }

    /// Whoever deletes the entry beside the standby's manifests releases the standby, and nothing else.
    @Test func aPartIsReleasedByDeletingIt() throws {
        var story = try FailoverStory.story()
        try story.deliver(FailoverStory.down(), at: 1)
        try story.edit(FailoverStory.standbyState, nil)
        try story.deliver(FailoverStory.down(.resolved), at: 10)
        try story.tick(at: 40)
        #expect(try story.standbyReplicas == 5)
        #expect(try story.weights == ["100", "0"])
    }

    /// Whoever deletes the entry of the episode itself releases all of it.
    @Test func anEpisodeIsReleasedWithItsParts() throws {
        var story = try FailoverStory.story()
        try story.deliver(FailoverStory.down(), at: 1)
        try story.edit(Story.state, nil)
        try story.tick(at: 3)
        #expect(story.outcome.message.contains("forgotten, since shop-prod has no open episode of it any more"))
        #expect(try story.text(FailoverStory.standbyState) == nil)
        #expect(try story.text(FailoverStory.routeState) == nil)
        #expect(try story.standbyReplicas == 5)
        #expect(try story.weights == ["0", "100"])
    }

    @Test func anApplicationThatIsGoneFromThePolicyIsLeft() throws {
        var story = try FailoverStory.story()
        try story.deliver(FailoverStory.down(), at: 1)
        try story.edit(
            ".gitops.yaml",
            FailoverStory.applications.replacing("- name: \"{app}-standby\"", with: "- name: \"{app}-spare\"")
                + FailoverStory.rules())
        try story.deliver(FailoverStory.down(.resolved), at: 10)
        try story.tick(at: 40)
        #expect(try story.standbyReplicas == 5)
        #expect(try story.weights == ["100", "0"])
        #expect(story.outcome.message.contains("on shop-standby left, since the policy has no such application"))
    }

    /// People edit the record: neither a name nor a path in it leads out of the policy's directories.
    @Test func aRecordCannotReachOutside() throws {
        var story = try FailoverStory.story()
        try story.deliver(FailoverStory.down(), at: 1)
        let state = try #require(try story.text(FailoverStory.standbyState))
        try story.edit(
            FailoverStory.standbyState,
            state.replacing("path: app.yaml", with: "path: ../../apps/shop/base/deployment.yaml")
                .replacing("from: \"1\", to: \"5\"", with: "from: \"9\", to: \"3\""))
        try story.edit(
            Story.state,
            try #require(try story.text(Story.state)).replacing("shop-route", with: "\"../../routes/shop\""))
        try story.deliver(FailoverStory.down(.resolved), at: 2)
        try story.tick(at: 32)
        #expect(story.outcome.message.contains("is not in the application's directory"), "\(story.outcome.message)")
        #expect(try story.text("apps/shop/base/deployment.yaml") == Story.deployment)
        #expect(try story.weights == ["0", "100"])
    }

    // MARK: Any order

    @Test(arguments: 0..<20) func anyInterleavingOfDuplicatesGivesTheSameTree(seed: Int) throws {
        let firing = [FailoverStory.down(), FailoverStory.down(env: "west")]
        let resolved = [FailoverStory.down(.resolved), FailoverStory.down(.resolved, env: "west")]
        var expected = try FailoverStory.story()
        for alert in firing { try expected.deliver(alert, at: 1) }
        for alert in resolved { try expected.deliver(alert, at: 3) }
        var random = SplitMix64(state: UInt64(seed))
        var story = try FailoverStory.story()
        var events = (0..<4).flatMap { _ in firing + resolved }
        events.shuffle(using: &random)
        // Both begin before anything else, in the same order.
        for alert in firing { try story.deliver(alert, at: 1) }
        for event in events { try story.deliver(event, at: event.status == .firing ? 1 : 3) }
        #expect(try story.texts == expected.texts, "seed \(seed)")
        #expect(story.commits == 4, "seed \(seed)")
    }

    @Test(arguments: 0..<30) func replicasStayBetweenTheLimitsAndNothingIsLeftInTheEnd(seed: Int) throws {
        var random = SplitMix64(state: UInt64(seed))
        let scales = ["atLeast: 4", "atLeast: 50", "to: 0", "by: 3", "percent: -50", "to: 5"]
        let edits = [
            "scale: {\(scales.randomElement(using: &random) ?? "by: 1")}",
            "file: app.yaml, field: spec.replicas, value: \(Int.random(in: 0...12, using: &random))",
        ]
        var story = try FailoverStory.story(
            FailoverStory.steps.replacing("scale: {atLeast: 5}", with: edits.randomElement(using: &random) ?? ""))
        let before = try story.texts
        var minute = 1.0
        for _ in 0..<50 {
            minute += Double.random(in: 0...8, using: &random)
            let began = (minute - Double.random(in: 0...20, using: &random)).rounded()
            let status: Alert.Status = Bool.random(using: &random) ? .firing : .resolved
            let env = ["prod", "west"].randomElement(using: &random) ?? "prod"
            switch Int.random(in: 0...4, using: &random) {
            case 0: try story.tick(at: minute)
            case 1: try story.deliver(FailoverStory.busy(status, began: began), at: minute)
            case 2:
                try story.deliver(
                    FailoverStory.busy(status, began: began), FailoverStory.down(status, began: began, env: env),
                    at: minute)
            default: try story.deliver(FailoverStory.down(status, began: began, env: env), at: minute)
            }
            let isDecided = story.outcome.outcome == .pushed || story.outcome.outcome == .unchanged
            #expect(isDecided, "seed \(seed): \(story.outcome)")
            let replicas = try #require(try story.standbyReplicas)
            #expect((1...6).contains(replicas), "seed \(seed): \(replicas) after \(story.outcome.message)")
            #expect(!story.outcome.message.contains("left:"), "seed \(seed): \(story.outcome.message)")
        }
        let began = minute + 1
        let end = [
            FailoverStory.down(.resolved, began: began), FailoverStory.down(.resolved, began: began, env: "west"),
            FailoverStory.busy(.resolved, began: began),
        ]
        try story.happen(.alerts(AlertDelivery(alerts: end)), at: minute + 2)
        for later in [800.0, 1600, 2400] { try story.tick(at: minute + later) }
        let left = try story.texts.filter { before[$0.key] != $0.value }
        #expect(left.isEmpty, "seed \(seed): \(left)")
    }
}
