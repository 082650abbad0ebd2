import Events
import GitOps
import Testing

@testable import AlertRemediator

/// Every action on every kind of manifest: what it changes, and that the undo leaves nothing of it.
@Suite struct ActionTests {
    @Test(arguments: ActionCase.common + ActionCase.kinds + ActionCase.basesAlone)
    func changesWhatItSays(_ example: ActionCase) throws {
        let rule = Story.rule.replacing("  - scale: {by: 2}\n  - scale: {by: 3}\n", with: "  - \(example.step)\n")
        var story = try Story(rule, example.files)
        let before = try story.files
        try story.deliver(Story.alert(), at: 1)
        #expect(story.outcome.message.contains(example.words), "\(story.outcome.message)")
        guard !example.changed.isEmpty else {
            #expect(story.outcome.outcome == .refused)
            #expect(story.commits == 0)
            return
        }
        #expect(story.outcome.outcome == .pushed)
        for (name, text) in example.changed {
            let file = try #require(try story.text(ActionCase.directory + name))
            #expect(file.contains(text), "\(file)")
        }
        let differing = try story.files.filter { before[$0.key] != $0.value }.keys
        #expect(Set(differing) == Set(example.changed.keys.map { ActionCase.directory + $0 } + [Story.state]))
        let changed = try story.files
        try story.deliver(Story.alert(.resolved), at: 2)
        try story.tick(at: 32)
        try story.tick(at: 42)
        var expected = example.isUndone ? before : changed
        expected[Story.state] = nil
        #expect(
            try story.files.mapValues { String(decoding: $0, as: UTF8.self) }
                == expected.mapValues { String(decoding: $0, as: UTF8.self) })
    }

    @Test(arguments: ["by: 2", "percent: 1"])
    func aNumberThatCannotGrowStays(scale: String) throws {
        let most = "replicas: \(Int.max)"
        let files = ActionCase.plain.mapValues { $0.replacing("replicas: 3", with: most) }
        var story = try Story(Story.rule.replacing("{by: 2}", with: "{\(scale)}"), files)
        try story.deliver(Story.alert(), at: 1)
        #expect(story.outcome.message.contains("replicas are \(Int.max) already"), "\(story.outcome.message)")
        #expect(try story.text("apps/shop/overlays/prod/app.yaml")?.contains(most) == true)
    }

    @Test func aWorkloadIsChosenByALabel() throws {
        let files = ActionCase.plain.merging(
            ["apps/shop/overlays/prod/b.yaml": Story.deployment.replacing("shop", with: "web")]) { $1 }
        var story = try Story(Story.rule.replacing("{by: 2}", with: "{by: 2, workload: \"{deployment}\"}"), files)
        try story.deliver(Story.alert(labels: ["deployment": "web"]), at: 1)
        #expect(try story.text("apps/shop/overlays/prod/b.yaml")?.contains("replicas: 5") == true)
        #expect(try story.text("apps/shop/overlays/prod/app.yaml") == Story.deployment)
    }

    /// People edit the record: it never leads out of the application's directory.
    @Test func aRecordCannotReachOutside() throws {
        var story = try Story()
        try story.deliver(Story.alert(), at: 1)
        let state = try #require(try story.text(Story.state))
        try story.edit(
            Story.state,
            state.replacing("path: kustomization.yaml", with: "path: ../../base/deployment.yaml")
                .replacing("\"replicas[shop].count\"", with: "spec.replicas").replacing(
                    "from: absent, to: \"5\"", with: "from: \"9\", to: \"3\""))
        try story.deliver(Story.alert(.resolved), at: 2)
        try story.tick(at: 32)
        #expect(story.outcome.message.contains("../../base/deployment.yaml is not in the application's directory"))
        #expect(try story.text("apps/shop/base/deployment.yaml") == Story.deployment)
    }
}
