import Testing

@testable import ManifestEdit

@Suite struct AutoscalerTests {
    private static let horizontal =
        "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: shop}\nspec:\n  scaleTargetRef: {kind: Deployment, name: shop}\n  minReplicas: 2\n  maxReplicas: 6\n"
    private static let keda =
        "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata:\n  name: shop\nspec:\n  scaleTargetRef:\n    name: shop\n  maxReplicaCount: 6\n"

    private func files(
        _ autoscaler: String, inBase: Bool = false, overlay: String = "resources: [../base]\n"
    ) throws -> WorkloadManifests {
        let workload = ("base/shop.yaml", ManifestForm.plain.workload("Deployment"))
        guard inBase else { return try WorkloadManifests(own: [("base/hpa.yaml", autoscaler), workload]) }
        return try WorkloadManifests(
            own: [("prod/kustomization.yaml", overlay)], drawnIn: [("base/hpa.yaml", autoscaler), workload])
    }

    /// The autoscaler, its bounds, and how it looks scaled to 4, and to 8 with its maximum raised.
    @Test(arguments: [
        (
            horizontal, 2, 6, horizontal.replacing(" 2\n", with: " 4\n"),
            horizontal.replacing(" 2\n", with: " 8\n").replacing(" 6\n", with: " 8\n")
        ),
        (keda, 0, 6, keda + "  minReplicaCount: 4\n", keda.replacing(" 6\n", with: " 8\n") + "  minReplicaCount: 8\n"),
    ])
    func raisesTheMinimum(text: String, minimum: Int, maximum: Int, after: String, raised: String) throws {
        let files = try files(text)
        let workload = try files.workload()
        let scale = try files.scale(of: workload)
        #expect(scale.count == minimum && scale.autoscaler?.maximum == maximum)
        let edits = try files.scaling(workload, to: 4)
        #expect(files.after(edits).texts == [after, files.texts[1]])
        for known in WorkloadManifests.Known.allCases {
            #expect(try files.undone(edits, by: known).texts == files.texts)
        }
        let error = #expect(throws: ManifestError.self) { try files.scaling(workload, to: 8) }
        #expect(error?.reason.contains("allows at most 6 replicas, and not 8") == true)
        let both = try files.scaling(workload, to: 8, raisingMaximum: true)
        #expect(files.after(both).texts[0] == raised)
        #expect(try files.undone(both, by: .inverse).texts == files.texts)
    }

    @Test func leavesOneOutsideOfTheDirectoryAlone() throws {
        let outside = try files(Self.horizontal, inBase: true)
        #expect(try outside.scale(of: outside.workload()).autoscaler?.isOwn == false)
        let error = #expect(throws: ManifestError.self) { try outside.scaling(outside.workload(), to: 4) }
        #expect(
            error?.reason.contains("HorizontalPodAutoscaler/shop decides on the replicas, and base/hpa.yaml is outside")
                == true)
        let overlay =
            "resources: [../base]\npatches:\n- patch: |-\n    kind: HorizontalPodAutoscaler\n    metadata: {name: shop}\n    spec: {minReplicas: 3}\n"
        let patched = try files(Self.horizontal, inBase: true, overlay: overlay)
        #expect(try patched.scale(of: patched.workload()).count == 3)
        let edits = try patched.scaling(patched.workload(), to: 4)
        #expect(patched.after(edits).texts == [overlay.replacing("minReplicas: 3", with: "minReplicas: 4")])
    }

    @Test func knowsItsOwn() throws {
        let other = try files(Self.horizontal.replacing("Deployment, name: shop", with: "Deployment, name: api"))
        #expect(try other.autoscaler(of: other.workload()) == nil)
        let kind = try files(Self.horizontal.replacing("kind: Deployment", with: "kind: StatefulSet"))
        #expect(try kind.autoscaler(of: kind.workload()) == nil)
        let twice = try WorkloadManifests(own: [
            ("a.yaml", Self.horizontal), ("b.yaml", Self.keda), ("c.yaml", ManifestForm.plain.workload("Deployment")),
        ])
        #expect(throws: ManifestError.self) { try twice.scaling(twice.workload(), to: 4) }
    }

    @Test func pausesKEDA() throws {
        let files = try files(Self.keda)
        let autoscaler = try #require(try files.autoscaler(of: files.workload()))
        #expect(try files.pausing(autoscaler, false).isEmpty)
        let edits = try files.pausing(autoscaler, true)
        let annotated = Self.keda.replacing(
            "  name: shop\nspec", with: "  name: shop\n  annotations:\n    autoscaling.keda.sh/paused: \"true\"\nspec")
        let after = files.after(edits)
        #expect(after.texts[0] == annotated)
        #expect(try files.undone(edits, by: .change).texts == files.texts)
        let paused = try #require(try after.autoscaler(of: after.workload()))
        #expect(
            try after.after(after.pausing(paused, false)).texts[0] == annotated.replacing("\"true\"", with: "\"false\"")
        )
        let horizontal = try self.files(Self.horizontal)
        let other = try #require(try horizontal.autoscaler(of: horizontal.workload()))
        #expect(throws: ManifestError.self) { try horizontal.pausing(other, true) }
    }
}
