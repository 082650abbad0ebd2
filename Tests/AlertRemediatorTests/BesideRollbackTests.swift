import Events
import GitOps
import Testing

@testable import AlertRemediator

/// Alerts of one application in one delivery, of which one takes its whole directory back.
@Suite struct BesideRollbackTests {
    private static let rules =
        Story.rule + """
            - name: back
              when: [alertname=Broken]
              application: "{app}-{env}"
              steps: [rollback]
              settle: 5m

            """

    private static func overlay(_ tag: String) -> String {
        "resources: [../../base]\nimages: [{name: registry.example.com/shop, newTag: \(tag)}]\n"
    }

    private static let broken = Story.alert(name: "Broken", fingerprint: "b")

    /// A story in which v1 was healthy and v2 is there today.
    private static func story() throws -> Story {
        var story = try Story(rules)
        try story.edit(Story.overlay, overlay("v1"))
        try story.recordHealthy(at: -60)
        try story.edit(Story.overlay, overlay("v2"))
        return story
    }

    /// The steps of the other alert wait until the rollback had time to help, and a tick alone remembers them.
    @Test func theOtherAlertIsOnRecord() throws {
        var story = try Self.story()
        let commits = story.commits
        try story.deliver(Self.broken, Story.alert(), at: 1)
        #expect(try story.text() == Self.overlay("v1"), "\(story.outcome.message)")
        #expect(story.commits == commits + 1)
        #expect(try story.episodes.map(\.rule) == ["back", "scale-out"])
        #expect(try story.episodes.map(\.step) == [1, 0])
        #expect(try story.episodes.allSatisfy { $0.status == .firing })
        let words = "HighCPU on shop-prod: it fires, and its steps wait, since the application is rolled back"
        #expect(story.outcome.message.contains(words), "\(story.outcome.message)")
        #expect(story.message.hasSuffix("\nGitops-Episode: firing shop-prod\nGitops-Episode: noted shop-prod\n"))
        try story.deliver(Story.alert(), at: 2)
        #expect(story.outcome.outcome == .unchanged)
        #expect(
            story.outcome.message.hasPrefix(
                "HighCPU on shop-prod: its first step is taken if a rollback does not help until "
                    + "2027-01-15T08:06:00Z"), "\(story.outcome.message)")
        try story.tick(at: 6)
        #expect(try story.replicas == 5, "\(story.outcome.message)")
        #expect(story.outcome.message.contains("replicas 3 → 5 (rule scale-out, step 1 of 2)"))
        // It is undone to what the rollback has left.
        try story.deliver(Story.alert(.resolved), at: 7)
        try story.tick(at: 37)
        #expect(try story.text() == Self.overlay("v1"))
    }

    /// If the rollback has helped, nothing is done for it.
    @Test func theRollbackMayHaveHelpedBoth() throws {
        var story = try Self.story()
        try story.deliver(Self.broken, Story.alert(), at: 1)
        try story.deliver(Story.alert(.resolved), Story.alert(.resolved, name: "Broken", fingerprint: "b"), at: 4)
        try story.tick(at: 30)
        #expect(try story.text() == Self.overlay("v1"))
        #expect(try story.episodes.isEmpty)
    }

    /// In the other order the rollback is the one that waits, for its own repeat; so it is with a record alone.
    @Test(arguments: [Alert.Status.firing, .resolved])
    func whatComesFirstIsNotOverwritten(first: Alert.Status) throws {
        var story = try Self.story()
        try story.deliver(Story.alert(first), Self.broken, at: 1)
        #expect(try story.text()?.contains("newTag: v2") == true)
        #expect(try story.replicas == (first == .firing ? 5 : nil))
        #expect(story.outcome.refused?.map(\.rule) == ["Broken: \(ActionPlan.othersComeFirst) (rule back)"])
        try story.deliver(Self.broken, at: 2)
        #expect(try story.text() == Self.overlay("v1"), "\(story.outcome.message)")
    }
}
