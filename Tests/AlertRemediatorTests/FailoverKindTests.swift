import Events
import Testing

@testable import AlertRemediator
@testable import GitOps

/// A failover raises whatever kind of manifest holds the number of replicas.
@Suite struct FailoverKindTests {
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
            files: ["app.yaml": Story.deployment, "hpa.yaml": manifest(ActionCase.autoscaled, "hpa.yaml")],
            scale: "{atLeast: 5, raiseMax: true}",
            changed: ("hpa.yaml", "minReplicas: 5\n  maxReplicas: 5"),
            words: "the least replicas of HorizontalPodAutoscaler/shop 3 → 5"),
        Form(
            testDescription: "KEDA",
            files: ["app.yaml": Story.deployment, "scaled.yaml": manifest(ActionCase.keda, "scaled.yaml")],
            changed: ("scaled.yaml", "minReplicaCount: 5"), words: "the least replicas of ScaledObject/shop 3 → 5"),
    ]

    private static func manifest(_ files: [String: String], _ name: String) -> String {
        files[ActionCase.directory + name] ?? ""
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
}
