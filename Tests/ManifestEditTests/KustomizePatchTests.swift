import TestSupport
import Testing

@testable import ManifestEdit

/// What is known of patches is what `kubectl kustomize` makes of them, and what is set is what it makes then.
@Suite(.enabled(if: Tool.isHere("kubectl"), "kubectl is not here"), .timeLimit(.minutes(5)))
struct KustomizePatchTests {
    /// An overlay over a base of four workloads with three replicas each.
    struct Sample: CustomTestStringConvertible {
        let overlay: String
        var base = "resources: [all.yaml]\n"
        var more: [(path: String, text: String)] = []
        /// The workloads that are refused, since a patch for several decides on them.
        var refused: [String] = []

        var testDescription: String { overlay }

        /// A patch of one line.
        static func operation(_ operation: String, for target: String) -> Sample {
            Sample(overlay: "resources: [../base]\npatches:\n- target: \(target)\n  patch: '- \(operation)'\n")
        }

        /// A patch of several lines.
        static func patch(_ text: String, for target: String? = nil) -> Sample {
            let lines = text.split(separator: "\n").map { "    \($0)\n" }.joined()
            let target = target.map { "  target: \($0)\n" } ?? ""
            return Sample(overlay: "resources: [../base]\npatches:\n- patch: |-\n\(lines)\(target)")
        }
    }

    private static let five = "{op: replace, path: /spec/replicas, value: 5}"

    private static func workload(_ kind: String, _ name: String, in namespace: String? = nil) -> String {
        """
        apiVersion: \(kind == "Rollout" ? "argoproj.io/v1alpha1" : "apps/v1")
        kind: \(kind)
        metadata:
          name: \(name)
          labels: {id: \(name)}
          annotations: {\(kind == "StatefulSet" ? "team: a" : "x: y")}
        \(namespace.map { "  namespace: \($0)\n" } ?? "")spec:
          replicas: 3
          template: {spec: {containers: [{name: app, image: app:v1}]}}

        """
    }

    private static let workloads = [
        workload("Deployment", "shop"), workload("Deployment", "web", in: "stage"), workload("StatefulSet", "db"),
        workload("Rollout", "roll"),
    ].joined(separator: "---\n")

    private static let targets = [
        "{}", "{kind: Deployment, name: shop}", "{name: shop|web}", "{name: sho}", "{name: sho.*}", "{name: '^shop$'}",
        "{name: '(?i)SHOP'}", "{name: ''}", "{kind: Deploy.*}", "{kind: Deploy|Stateful}", "{kind: deployment}",
        "{kind: Deployment|StatefulSet, name: shop|db}", "{kind: Deployment|StatefulSet, name: db}", "{group: apps}",
        "{group: ap}", "{group: 'argo.*'}", "{group: '', kind: Deployment}", "{version: v1}", "{version: v1|v1alpha1}",
        "{version: 'v1.*'}", "{namespace: default}", "{namespace: stage}", "{namespace: 's.*'}", "{namespace: x}",
        "{namespace: '.*'}", "{labelSelector: id=shop}", "{labelSelector: 'id in (shop, db),tier!=x'}",
        "{labelSelector: 'id notin (shop,db), !tier, id'}", "{labelSelector: id==web, kind: Deployment}",
        "{labelSelector: tier}", "{annotationSelector: team=a}", "{annotationSelector: '!team', kind: Deployment}",
    ]

    @Test(arguments: targets) func choosesObjects(target: String) async throws {
        try await check(.operation(Self.five, for: target))
    }

    private static let deployments = "{kind: Deployment}"
    private static let shop = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\n"

    /// What patches do besides setting a value where it was.
    private static let effects: [Sample] = [
        .patch("- {op: replace, path: /spec/replicas, value: 4}\n- \(five)", for: deployments),
        .patch("- {op: test, path: /spec/replicas, value: 3}\n- \(five)", for: "{kind: Deployment, name: shop}"),
        .patch("- {op: replace, path: /spec, value: {replicas: 5}}", for: deployments),
        .patch("- {op: replace, path: /spec, value: {paused: true}}", for: deployments),
        .patch(
            "- {op: replace, path: /spec, value: {paused: true}}\n- {op: add, path: /spec/replicas, value: 5}",
            for: "{}"),
        .patch("- {op: remove, path: /spec/replicas}", for: deployments),
        .patch("- {op: remove, path: /spec/replicas}", for: "{kind: Deployment, name: shop}"),
        .patch("- {op: copy, from: /spec/replicas, path: /spec/minReadySeconds}", for: deployments),
        .patch("- {op: replace, path: spec/replicas, value: 5}", for: deployments),
        .patch(shop + "spec: {replicas: 5}"),
        .patch(shop + "spec: {replicas: 5}", for: "{kind: Stateful.*|Rollout}"),
        .patch(shop + "spec: {replicas: null}"),
        .patch(shop + "spec:", for: deployments),
        .patch(shop + "spec: {$patch: replace, paused: true}", for: deployments),
        .patch("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: stage}\nspec: {replicas: 5}"),
        .patch(
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop, namespace: default}\nspec: {replicas: 5}"),
        .patch(
            shop
                + "spec: {replicas: 5}\n---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec: {replicas: 6}"
        ),
        // The text is folded, so that no value in it can be changed where it is.
        Sample(
            overlay:
                "resources: [../base]\npatches:\n- target: {kind: Deployment, name: shop}\n  patch: >-\n    [{\"op\": \"replace\", \"path\": \"/spec/replicas\", \"value\": 5}]\n"
        ),
    ]

    @Test(arguments: effects) func knowsEffects(sample: Sample) async throws {
        try await check(sample)
    }

    private static func list(_ key: String, _ value: Int, for target: String) -> String {
        let operation = "[{\"op\": \"replace\", \"path\": \"/spec/replicas\", \"value\": \(value)}]"
        return "\(key):\n- target: \(target)\n  patch: '\(operation)'\n"
    }

    /// Which patch wins, and what objects are called when it comes.
    private static let orders: [Sample] = [
        Sample(
            overlay: "resources: [../base]\n" + list("patchesJson6902", 5, for: "{name: shop|roll}")
                + list("patches", 4, for: "{kind: .*}"), refused: ["roll"]),
        Sample(
            overlay: "resources: [../base]\n" + list("patchesJson6902", 5, for: "{kind: Rollout, name: roll}")
                + list("patches", 4, for: "{kind: .*}")),
        Sample(
            overlay: "resources: [../base]\npatchesStrategicMerge:\n- |-\n  apiVersion: apps/v1\n  kind: Deployment\n"
                + "  metadata: {name: shop}\n  spec: {replicas: 6}\n" + list("patches", 4, for: "{name: shop|web}")),
        Sample(overlay: "resources: [../base]\nnamePrefix: p-\n" + list("patches", 5, for: "{name: p-.*}")),
        Sample(overlay: "resources: [../base]\nnamespace: prod\n" + list("patches", 5, for: "{namespace: prod}")),
        Sample(
            overlay: "resources: [../base]\n" + list("patches", 5, for: "{name: p-.*}"),
            base: "namePrefix: p-\nresources: [all.yaml]\n"),
        Sample(
            overlay: "resources: [../base]\n" + list("patches", 5, for: "{namespace: prod}"),
            base: "namespace: prod\nresources: [all.yaml]\n"),
        Sample(
            overlay: "resources: [../base]\n" + list("patches", 5, for: "{namespace: stage}"),
            base: "namespace: prod\nresources: [all.yaml]\n"),
        Sample(
            overlay: "resources: [../base]\ncommonLabels: {tier: web}\n"
                + list("patches", 5, for: "{labelSelector: tier=web}")),
        Sample(
            overlay: "resources: [../base]\n" + list("patches", 5, for: "{labelSelector: 'tier=web,part=a'}"),
            base: "commonLabels: {tier: web}\nlabels: [{pairs: {part: a}}]\nresources: [all.yaml]\n"),
        Sample(
            overlay: "resources: [../base]\n" + list("patches", 5, for: "{annotationSelector: tier=web}"),
            base: "commonAnnotations: {tier: web}\nresources: [all.yaml]\n"),
        Sample(
            overlay: "namePrefix: c-\nresources: [../middle]\n"
                + list("patches", 5, for: "{name: b-shop|a-web|b-a-db}"),
            base: "namePrefix: a-\nresources: [all.yaml]\n",
            more: [("middle/kustomization.yaml", "namePrefix: b-\nresources: [../base]\n")]),
        Sample(
            overlay: "resources: [../middle]\npatches:\n- path: patch.yaml\n",
            base: "namePrefix: a-\nresources: [all.yaml]\n",
            more: [
                ("middle/kustomization.yaml", "namePrefix: b-\nresources: [../base]\n"),
                ("prod/patch.yaml", shop.replacing("name: shop", with: "name: a-shop") + "spec: {replicas: 5}\n"),
            ]),
        // An entry of an inner Kustomization comes before a patch of an outer one.
        Sample(
            overlay: "resources: [../base]\ncomponents: [../part]\n"
                + list("patches", 5, for: "{kind: Deployment, name: shop}"),
            more: [
                (
                    "part/kustomization.yaml",
                    "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
                        + "replicas: [{name: shop, count: 4}, {name: db, count: 6}]\n"
                )
            ]),
        Sample(
            overlay: "resources: [../base]\ncomponents: [../part]\n" + list("patches", 5, for: "{name: x-shop}"),
            more: [
                (
                    "part/kustomization.yaml",
                    "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnamePrefix: x-\n"
                        + list("patches", 4, for: "{name: shop|x-web|db}")
                )
            ]),
    ]

    @Test(arguments: orders) func knowsWhichWins(sample: Sample) async throws {
        try await check(sample)
    }

    /// The numbers are as rendered, and so is each change that is not refused, whoever's the base is.
    private func check(_ sample: Sample) async throws {
        let base = [("base/kustomization.yaml", sample.base), ("base/all.yaml", Self.workloads)]
        let overlay = [("prod/kustomization.yaml", sample.overlay)] + sample.more
        let drawnIn = try WorkloadManifests(own: overlay, drawnIn: base)
        let rendered = try await Self.render(drawnIn)
        for var files in [drawnIn, try WorkloadManifests(own: overlay + base)] {
            var wanted = rendered
            var refused: [String] = []
            for (index, workload) in files.workloads.enumerated() {
                #expect(try files.scale(of: workload).count == rendered[workload.id], "\(workload.label)")
                let current = try #require(files.workloads.first { $0.id == workload.id })
                do throws(ManifestError) {
                    files = files.after(try files.scaling(current, to: 7 + index))
                    wanted[workload.id] = 7 + index
                } catch {
                    #expect(error.code == .refused)
                    refused.append(workload.id)
                }
            }
            #expect(try await Self.render(files) == wanted)
            #expect(refused == sample.refused)
        }
    }

    /// An entry of `replicas` goes by the name alone.
    @Test func scalesOneOfTwoOfOneName() async throws {
        let set = Self.workload("StatefulSet", "shop").replacing("id: shop", with: "id: set")
        let base = [
            ("base/kustomization.yaml", "resources: [all.yaml]\n"),
            ("base/all.yaml", Self.workload("Deployment", "shop") + "---\n" + set),
        ]
        let files = try WorkloadManifests(own: [("prod/kustomization.yaml", "resources: [../base]\n")], drawnIn: base)
        let edits = try files.scaling(files.workload(named: "shop", of: [.deployment]), to: 7)
        #expect(try await Self.render(files.after(edits)) == ["shop": 7, "set": 3])
        let both = try WorkloadManifests(
            own: [("prod/kustomization.yaml", "resources: [../base]\nreplicas: [{name: shop, count: 4}]\n")],
            drawnIn: base)
        #expect(try await Self.render(both) == ["shop": 4, "set": 4])
        let error = #expect(throws: ManifestError.self) {
            try both.scaling(both.workload(named: "shop", of: [.deployment]), to: 7)
        }
        #expect(
            error?.reason.contains("replicas[shop].count in prod/kustomization.yaml is for StatefulSet/shop too")
                == true)
    }

    /// The replicas by the label of each workload.
    private static func render(_ files: WorkloadManifests) async throws -> [String: Int] {
        let output = try await withTemporaryDirectory { directory in
            for manifest in files.own + files.drawnIn { try directory.write(manifest.text, to: manifest.path) }
            return try await Tool.run("kubectl", ["kustomize", directory.path("prod")])
        }
        return Dictionary(
            uniqueKeysWithValues: try Manifest(output).documents.map { document in
                let id = try #require(document.root["metadata"]?["labels"]?["id"]?.text)
                return (id, document.root["spec"]?["replicas"]?.text.flatMap { Int($0) } ?? 1)
            })
    }

    private static let broken: [(overlay: String, reason: String)] = [
        (
            Sample.operation(five, for: "{name: (}").overlay,
            "patches[0] in prod/kustomization.yaml makes of spec.replicas of Deployment/shop: its target's name is not a regular expression of RE2: missing ): ("
        ),
        (
            Sample.operation(five, for: "{kind: '[', name: shop}").overlay,
            "its target's kind is not a regular expression of RE2: missing ]: ["
        ),
        (
            Sample.operation(five, for: "{labelSelector: 'a ! b'}").overlay,
            "its target's labelSelector 'a ! b' is not understood"
        ),
        (
            Sample.patch("spec: {replicas: 4}\nspec: {replicas: 5}", for: deployments).overlay,
            "the key 'spec' is also on line 1"
        ),
        (Sample.patch("kind: [", for: deployments).overlay, "it cannot be read: line "),
        (
            "resources: [../base]\npatches:\n- path: patch.yaml\n",
            "patches[0] in prod/kustomization.yaml makes of spec.replicas of Deployment/shop: prod/patch.yaml: line 4"
        ),
    ]

    /// Kustomize fails, and so any edit would be without effect.
    @Test(arguments: broken.indices) func refusesWhatKustomizeRefuses(index: Int) async throws {
        let (overlay, reason) = Self.broken[index]
        let patch = [("prod/patch.yaml", Self.shop + "spec: {replicas: {}}\n")]
        let files = try WorkloadManifests(
            own: [("prod/kustomization.yaml", overlay)] + (overlay.contains("patch.yaml") ? patch : []),
            drawnIn: [("base/kustomization.yaml", "resources: [all.yaml]\n"), ("base/all.yaml", Self.workloads)])
        if !overlay.contains("patch.yaml") {
            await #expect(throws: TestSupportError.self) { try await Self.render(files) }
        }
        let workload = try files.workload(named: "shop")
        let error = #expect(throws: ManifestError.self) { try files.scaling(workload, to: 7) }
        #expect(error?.code == .refused)
        #expect(error?.reason.contains(reason) == true, "\(String(describing: error))")
        #expect(throws: ManifestError.self) { try files.scale(of: workload) }
    }

    /// A patch that does not set the value says nothing about it, even if Kustomize fails by it.
    @Test(arguments: [
        Sample.operation("{op: replace, path: /spec/paused, value: true}", for: "{name: (}"),
        .operation(five, for: "{name: (, kind: Service}"), .patch("spec: {paused: true, paused: false}", for: "{}"),
    ])
    func passesOverWhatDoesNotMatter(sample: Sample) throws {
        let files = try WorkloadManifests(
            own: [("prod/kustomization.yaml", sample.overlay)], drawnIn: [("base/all.yaml", Self.workloads)])
        #expect(try files.scale(of: files.workload(named: "shop")).count == 3)
        #expect(try files.scaling(files.workload(named: "shop"), to: 7).count == 1)
    }
}

extension Workload {
    /// The label by which a workload is known after Kustomize has named and ordered all.
    fileprivate var id: String { place.object.root.node["metadata"]?["labels"]?["id"]?.text ?? "" }
}
