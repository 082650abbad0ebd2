import Events
import GitOps
import Testing

@testable import AlertRemediator

@Suite struct GuardTests {
    private static func rule(_ extra: String, steps: String = "- scale: {by: 2}") -> String {
        Story.rule.replacing("  - scale: {by: 2}\n  - scale: {by: 3}\n", with: "  \(steps)\n")
            .replacing(
                "  settle: 5m\n", with: "  settle: 5m\n" + extra.split(separator: "\n").map { "  \($0)\n" }.joined())
    }

    // MARK: Limits of replicas

    /// The rule's own lines, its step, and what becomes of three replicas; `nil`: nothing but a record.
    static let limits: [(String, String, Int?, String)] = [
        ("", "- scale: {by: 20}", 10, "as 10 is the most of the application (policy line 3)"),
        ("", "- scale: {by: 20, max: 6}", 6, "as 6 is the most of the step"),
        ("replicas: {max: 5}", "- scale: {by: 20}", 5, "as 5 is the most of the rule scale-out"),
        ("replicas: {max: 50}", "- scale: {by: 20}", 10, "as 10 is the most of the application (policy line 3)"),
        ("", "- scale: {by: -3}", 2, "as 2 is the least of the application (policy line 3)"),
        ("", "- scale: {to: 7}", 7, "replicas 3 → 7 (rule"), ("", "- scale: {to: 0}", 2, "as 2 is the least"),
        ("", "- scale: {percent: 50}", 5, "replicas 3 → 5 (rule"),
        ("", "- scale: {percent: 100}", 6, "replicas 3 → 6 (rule"),
        ("", "- scale: {percent: -10}", 2, "replicas 3 → 2 (rule"),
        ("", "- scale: {to: 3}", nil, "replicas are 3 already"),
        ("replicas: {max: 3}", "- scale: {by: 1}", nil, "replicas are 3, and 3 is the most of the rule scale-out"),
        ("replicas: {max: 2}", "- scale: {by: 1}", nil, "replicas are 3, and 2 is the most of the rule scale-out"),
        ("replicas: {min: 4}", "- scale: {by: -1}", nil, "replicas are 3, and 4 is the least of the rule scale-out"),
    ]

    @Test(arguments: limits)
    func staysBetweenItsLimits(extra: String, steps: String, replicas: Int?, words: String) throws {
        var story = try Story(Self.rule(extra, steps: steps))
        try story.deliver(Story.alert(), at: 1)
        #expect(try story.replicas == replicas)
        #expect(story.outcome.message.contains(words), "\(story.outcome.message)")
        // Where no step is left that could change anything, a person is told, once.
        #expect(try story.episodes.map(\.isExhausted) == [replicas == nil])
        try story.deliver(Story.alert(), at: 2)
        #expect(story.commits == 1)
    }

    @Test func aStepThatCanChangeNothingGivesWayToTheNext() throws {
        var story = try Story(
            Self.rule("replicas: {max: 3}", steps: "- scale: {by: 1}\n  - notify: \"call the team of shop\""))
        try story.deliver(Story.alert(), at: 1)
        #expect(
            story.outcome.message.hasPrefix(
                "HighCPU on shop-prod: replicas are 3, and 3 is the most of the rule scale-out; call the team of shop "
                    + "(rule scale-out, step 2 of 2), commit"))
        #expect(try story.text() == Story.shop[Story.overlay])
        #expect(try Set(story.files.keys).contains(Story.state))
    }

    // MARK: Changes in a length of time

    @Test func soManyChangesToOneApplication() throws {
        var story = try Story(Self.rule("limits: {application: 2, window: 1h}"))
        for (index, minute) in [0.0, 20, 40, 59].enumerated() {
            try story.deliver(Story.alert(began: minute, fingerprint: "f\(index)"), at: minute)
        }
        #expect(story.commits == 2)
        #expect(story.outcome.outcome == .refused)
        #expect(
            story.outcome.refused == [
                Refusal(
                    application: "shop-prod",
                    rule: "HighCPU: limits.application: 2 changes in 1 h (policy line 8) (rule scale-out)")
            ])
        try story.deliver(Story.alert(began: 40, fingerprint: "f2"), at: 61)
        #expect(story.commits == 3)
    }

    /// Neither that people are told nor that no step is left is a change.
    @Test func recordsAloneAreNotCounted() throws {
        let tell = """
            - name: tell
              when: [alertname=Other]
              application: "{app}-{env}"
              steps: [{notify: "call the team"}]
              settle: 5m

            """
        var story = try Story(Self.rule("limits: {application: 1, window: 1h}") + tell)
        for minute in [1.0, 7] {
            try story.deliver(Story.alert(name: "Other", fingerprint: "o"), at: minute)
            #expect(story.message.hasSuffix("\nGitops-Episode: noted shop-prod\n"), "\(story.message)")
        }
        #expect(story.commits == 2)
        #expect(try story.episodes.map(\.isExhausted) == [true])
        try story.deliver(Story.alert(), at: 8)
        #expect(try story.replicas == 5, "\(story.outcome.message)")
        try story.deliver(Story.alert(began: 9, fingerprint: "f"), at: 9)
        #expect(story.outcome.outcome == .refused)
        #expect(story.outcome.message.contains("limits.application: 1 change in 1 h"), "\(story.outcome.message)")
        // A tick finds what is only noted.
        try story.deliver(Story.alert(.resolved, name: "Other", fingerprint: "o"), at: 10)
        try story.tick(at: 60)
        #expect(try story.episodes.map(\.rule) == ["scale-out"])
    }

    @Test func soManyChangesToOneRepository() throws {
        var files: [String: String] = [:]
        for app in ["a", "b", "c", "d"] {
            for (path, text) in Story.shop {
                files[path.replacing("apps/shop", with: "apps/\(app)")] = text.replacing(
                    "name: shop", with: "name: \(app)")
            }
        }
        var story = try Story(Self.rule("limits: {repository: 3, window: 10m}"), files)
        try story.deliver(Story.alert(labels: ["app": "a"], fingerprint: "a"), at: 1)
        // The limit falls within a delivery.
        try story.deliver(
            Story.alert(labels: ["app": "b"], fingerprint: "b"), Story.alert(labels: ["app": "c"], fingerprint: "c"),
            Story.alert(labels: ["app": "d"], fingerprint: "d"), at: 2)
        #expect(story.outcome.outcome == .pushed)
        #expect(story.outcome.changes?.map(\.application) == ["b-prod", "c-prod"])
        #expect(story.outcome.refused?.map(\.application) == ["d-prod"])
        try story.deliver(Story.alert(labels: ["app": "d"], fingerprint: "d"), at: 12)
        #expect(story.outcome.outcome == .pushed)
    }

    // MARK: Freeze

    @Test func aFileAtTheRootStopsEverything() throws {
        var story = try Story()
        try story.deliver(Story.alert(), at: 1)
        try story.edit(".gitops-freeze", "")
        let commits = story.commits
        for event in [Story.alert(), Story.alert(.resolved), Story.alert(began: 90, fingerprint: "new")] {
            try story.deliver(event, at: 100)
            #expect(story.outcome.outcome == .refused)
            #expect(story.outcome.message.contains(Snapshot.freezeRule))
        }
        try story.tick(at: 200)
        #expect(story.outcome.outcome == .refused)
        #expect(story.commits == commits)
        // What happened meanwhile is caught up with.
        try story.edit(".gitops-freeze", nil)
        try story.deliver(Story.alert(.resolved, ended: 99), at: 201)
        #expect(try story.text() == Story.shop[Story.overlay])
    }

    @Test func aRuleCanBeFrozen() throws {
        var story = try Story(Self.rule("freeze: true"))
        try story.deliver(Story.alert(), at: 1)
        #expect(story.outcome.outcome == .refused)
        #expect(story.outcome.message.contains("freeze: true of the rule scale-out (policy line 8)"))
        #expect(story.commits == 0)
    }

    // MARK: Maintenance

    /// The story begins on Friday, 15 January 2027, at 08:00 UTC.
    static let windows: [(String, Double, Bool)] = [
        ("{from: 2027-01-15T08:00:00Z, to: 2027-01-15T09:00:00Z}", 0, true),
        ("{from: 2027-01-15T08:00:00Z, to: 2027-01-15T09:00:00Z}", 60, false),
        (#"{from: "08:00", to: "09:00"}"#, 59, true), (#"{from: "08:00", to: "09:00"}"#, -1, false),
        (#"{from: "08:00", to: "09:00", days: [fri]}"#, 0, true),
        (#"{from: "08:00", to: "09:00", days: [mon, sat]}"#, 0, false),
        (#"{from: "22:00", to: "08:30", days: [Thu]}"#, 10, true),
        (#"{from: "22:00", to: "08:30", days: [fri]}"#, 10, false),
        (#"{from: "22:00", to: "08:30", days: [fri]}"#, 24 * 60, true),
        (#"{from: "10:00", to: "11:00", zone: "+02:00"}"#, 0, true),
        (#"{from: "03:00", to: "04:00", zone: "-05:00"}"#, 0, true),
        (#"{from: "00:00", to: "24:00", days: [fri]}"#, 16 * 60 - 1, true),
        (#"{from: "00:00", to: "24:00", days: [fri]}"#, 16 * 60, false),
    ]

    @Test(arguments: windows)
    func nothingIsDoneInMaintenance(window: String, minute: Double, isIn: Bool) throws {
        var story = try Story(Self.rule("maintenance: [\(window)]"))
        try story.deliver(Story.alert(began: minute), at: minute)
        #expect(story.outcome.outcome == (isIn ? .refused : .pushed))
        #expect(!isIn || story.outcome.message == "shop-prod: HighCPU: maintenance (policy line 14) (rule scale-out)")
    }

    @Test func theUndoWaitsForTheEndOfMaintenance() throws {
        var story = try Story(Self.rule("maintenance: [{from: \"08:20\", to: \"10:00\"}]"))
        try story.deliver(Story.alert(), at: 1)
        try story.deliver(Story.alert(.resolved, ended: 25), at: 60)
        // That it is over is put on record, and nothing else.
        #expect(try story.episodes.map(\.status) == [.resolved])
        #expect(try story.replicas == 5)
        try story.tick(at: 119)
        #expect(story.outcome.outcome == .unchanged)
        try story.tick(at: 120)
        #expect(try story.replicas == nil)
    }

    // MARK: No policy, no application

    @Test func withoutPolicyNothingIsChanged() throws {
        var story = try Story()
        try story.edit(".gitops.yaml", nil)
        try story.deliver(Story.alert(), at: 1)
        #expect(story.outcome.outcome == .refused)
        #expect(story.outcome.message.contains("without a policy nothing is changed"))
    }

    @Test func anErrorInThePolicyHasItsPlace() throws {
        var story = try Story(Story.rule.replacing("{by: 2}", with: "{times: 2}"))
        try story.deliver(Story.alert(), at: 1)
        #expect(story.outcome.outcome == .failed)
        #expect(story.outcome.message.hasPrefix(".gitops.yaml:12:13: unknown key in scale"))
    }

    @Test func aRuleThatIsGoneIsForgottenAndNotUndone() throws {
        var story = try Story()
        try story.deliver(Story.alert(), at: 1)
        try story.edit(".gitops.yaml", Story.applications)
        try story.tick(at: 100)
        #expect(story.outcome.message.contains("forgotten, since the policy has no rule scale-out any more"))
        #expect(try story.text(Story.state) == nil)
        #expect(try story.replicas == 5)
    }
}
