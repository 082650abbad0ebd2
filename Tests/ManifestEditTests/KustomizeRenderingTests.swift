import TestSupport
import Testing

@testable import ManifestEdit

/// What `kubectl kustomize` makes of the files, before and after.
@Suite(.enabled(if: Tool.isHere("kubectl"), "kubectl is not here"), .timeLimit(.minutes(20)))
struct KustomizeRenderingTests {
    typealias Action = @Sendable (WorkloadManifests) throws -> [EditedFields]

    private static let actions: [(name: String, action: Action, lines: [String])] = [
        ("scale", { try $0.scaling($0.workload(), to: 5) }, ["replicas: 5"]),
        (
            "restart", { try $0.restarting($0.workload(), at: "2026-01-31T12:00:00Z") },
            ["annotations:", "kubectl.kubernetes.io/restartedAt: \"2026-01-31T12:00:00Z\""]
        ),
        (
            "memory",
            { try $0.changing(.memory, of: $0.workload(), container: "app", by: #require(ResourceChange("x1.5"))) },
            ["memory: 768Mi"]
        ),
        (
            "cpu", { try $0.changing(.cpu, of: $0.workload(), container: "app", by: #require(ResourceChange("750m"))) },
            ["cpu: 750m"]
        ),
    ]

    private static let overlays = [
        "resources:\n- ../base\n",
        "namePrefix: prod-\nnamespace: shop\nresources:\n- ../base\nreplicas:\n- name: shop\n  count: 2\n",
        "resources:\n  - ../base\npatches:\n  - target: {kind: Deployment}\n    patch: |-\n      - op: replace\n        path: /spec/replicas\n        value: 2\n",
        "resources:\n- ../base\npatches:\n- patch: |\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata:\n      name: shop\n    spec:\n      replicas: 2\n      template:\n        spec:\n          containers:\n          - name: app\n            resources: {limits: {memory: 512Mi}}\n",
        "{\"resources\": [\"../base\"], \"patches\": [{\"path\": \"patch.yaml\"}]}\n",
    ]

    private static func files(_ overlay: String) throws -> WorkloadManifests {
        let sidecar =
            "        resources:\n          limits: {memory: 512Mi}\n      - name: side\n        image: side:v1\n"
        let workload = ManifestForm.plain.workload("Deployment")
            .replacing("        resources:\n          limits: {memory: 512Mi}\n", with: sidecar)
        let patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 2\n"
        return try WorkloadManifests(
            own: [("prod/kustomization.yaml", overlay)]
                + (overlay.contains("path\"") ? [("prod/patch.yaml", patch)] : []),
            drawnIn: [("base/kustomization.yaml", "resources: [shop.yaml]\n"), ("base/shop.yaml", workload)])
    }

    private func render(_ files: WorkloadManifests) async throws -> [Substring] {
        try await withTemporaryDirectory { directory in
            for manifest in files.own + files.drawnIn { try directory.write(manifest.text, to: manifest.path) }
            let output = try await Tool.run("kubectl", ["kustomize", directory.path("prod")])
            return output.split(separator: "\n")
        }
    }

    @Test(arguments: overlays)
    func changesNothingElse(overlay: String) async throws {
        let files = try Self.files(overlay)
        let before = try await render(files)
        for (name, action, lines) in Self.actions {
            let edits = try action(files)
            let after = try await render(files.after(edits))
            let difference = after.difference(from: before)
            let added = difference.insertions.map { change in
                if case .insert(_, let line, _) = change { String(line.drop { $0 == " " }) } else { "" }
            }
            #expect(added == lines, "\(name)")
            #expect(difference.removals.count <= 1, "\(name)")
            let undone = try files.undone(edits, by: .change)
            #expect(undone.texts == files.texts, "\(name)")
        }
    }

    /// The kind in the base, its API, what is done to it, and the lines that are added.
    private static let kinds: [(kind: String, version: String, action: Action, lines: [String])] = [
        ("StatefulSet", "apps/v1", { try $0.scaling($0.workload(), to: 5) }, ["replicas: 5"]),
        (
            "DaemonSet", "apps/v1", { try $0.restarting($0.workload(), at: "2026-01-31T12:00:00Z") },
            ["annotations:", "kubectl.kubernetes.io/restartedAt: \"2026-01-31T12:00:00Z\""]
        ),
        ("CronJob", "batch/v1", { try $0.suspending($0.workload(), true) }, ["suspend: true"]),
        (
            "CronJob", "batch/v1",
            { try $0.changing(.memory, of: $0.workload(), by: #require(ResourceChange("x1.5"))) }, ["memory: 768Mi"]
        ),
        (
            "Deployment", "apps/v1",
            { files in try files.pausing(#require(try files.autoscaler(of: files.workload())), true) },
            ["annotations:", "autoscaling.keda.sh/paused: \"true\""]
        ),
    ]

    @Test(arguments: kinds.indices)
    func changesEachKind(index: Int) async throws {
        let (kind, version, action, lines) = Self.kinds[index]
        let keda =
            "apiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata: {name: shop}\nspec: {scaleTargetRef: {name: shop}}\n"
        let more = kind == "CronJob" ? "schedule: 1 * * * *" : "minReadySeconds: 1"
        let files = try WorkloadManifests(
            own: [("prod/kustomization.yaml", "resources:\n- ../base\n")],
            drawnIn: [
                ("base/kustomization.yaml", "resources: [shop.yaml, keda.yaml]\n"), ("base/keda.yaml", keda),
                ("base/shop.yaml", ManifestForm.plain.workload(kind, version: version, more: more)),
            ])
        let before = try await render(files)
        let edits = try action(files)
        let difference = try await render(files.after(edits)).difference(from: before)
        let added = difference.insertions.map { change in
            if case .insert(_, let line, _) = change { String(line.drop { $0 == " " }) } else { "" }
        }
        #expect(added == lines)
        #expect(difference.removals.count <= 1)
        #expect(try files.undone(edits, by: .change).texts == files.texts)
    }

    @Test func changesARollout() async throws {
        let rollout = ManifestForm.plain.workload("Rollout", version: "argoproj.io/v1alpha1")
        let files = try WorkloadManifests(
            own: [("prod/kustomization.yaml", "resources:\n- ../base\n")],
            drawnIn: [("base/kustomization.yaml", "resources: [shop.yaml]\n"), ("base/shop.yaml", rollout)])
        let before = try await render(files)
        var changed = files.after(try files.scaling(files.workload(), to: 5))
        changed = changed.after(try changed.pausing(changed.workload(), true))
        let difference = try await render(changed).difference(from: before)
        #expect(difference.insertions.count == 2 && difference.removals.count == 1)
    }
}
