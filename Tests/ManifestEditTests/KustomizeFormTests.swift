import Testing

@testable import ManifestEdit

/// A workload in a base, changed in an overlay.
@Suite struct KustomizeFormTests {
    static let base = [
        ("base/kustomization.yaml", "resources:\n- shop.yaml\n"),
        ("base/shop.yaml", ManifestForm.plain.workload("Deployment")),
    ]

    private func files(
        _ overlay: String, _ more: [(String, String)] = [], base: [(String, String)] = base
    ) throws -> WorkloadManifests {
        try WorkloadManifests(own: [("prod/kustomization.yaml", overlay)] + more, drawnIn: base)
    }

    private func check(
        _ files: WorkloadManifests, _ after: [String], _ action: (WorkloadManifests) throws -> [EditedFields]
    ) throws {
        let edits = try action(files)
        #expect(files.after(edits).texts == after)
        #expect(try action(files.after(edits)).isEmpty)
        for known in WorkloadManifests.Known.allCases {
            #expect(try files.undone(edits, by: known).texts == files.texts)
        }
    }

    @Test(arguments: [
        ("resources:\n- ../base\n", "resources:\n- ../base\nreplicas:\n- name: shop\n  count: 5\n"),
        ("resources:\n- ../base\nreplicas: []\n", "resources:\n- ../base\nreplicas: [{name: shop, count: 5}]\n"),
        (
            "resources:\n  - ../base\nreplicas:\n  - count: 2\n    name: shop\n",
            "resources:\n  - ../base\nreplicas:\n  - count: 5\n    name: shop\n"
        ),
        (
            "namePrefix: p-\nresources:\n- ../base\nreplicas:\n- name: p-shop\n  count: 2\n",
            "namePrefix: p-\nresources:\n- ../base\nreplicas:\n- name: p-shop\n  count: 5\n"
        ),
        (
            "{\"resources\": [\"../base\"]}\n",
            "{\"resources\": [\"../base\"], \"replicas\": [{\"name\": \"shop\", \"count\": 5}]}\n"
        ),
        (
            "resources:\r\n- ../base\r\n# end\r\n",
            "resources:\r\n- ../base\r\nreplicas:\r\n- name: shop\r\n  count: 5\r\n# end\r\n"
        ),
        (
            "resources:\n- ../base\npatches:\n- patch: |\n    kind: Deployment\n    metadata:\n      name: shop\n    spec:\n      replicas: 2 # c\n",
            "resources:\n- ../base\npatches:\n- patch: |\n    kind: Deployment\n    metadata:\n      name: shop\n    spec:\n      replicas: 5 # c\n"
        ),
        (
            "resources:\n- ../base\npatches:\n- target: {kind: Deployment, name: shop}\n  patch: |-\n    - op: replace\n      path: /spec/replicas\n      value: 2\n",
            "resources:\n- ../base\npatches:\n- target: {kind: Deployment, name: shop}\n  patch: |-\n    - op: replace\n      path: /spec/replicas\n      value: 5\n"
        ),
        (
            // A patch for all Deployments is not changed: the entry wins.
            "resources:\n- ../base\npatches:\n- target: {kind: Deployment}\n  patch: |-\n    - op: replace\n      path: /spec/replicas\n      value: 2\n",
            "resources:\n- ../base\npatches:\n- target: {kind: Deployment}\n  patch: |-\n    - op: replace\n      path: /spec/replicas\n      value: 2\nreplicas:\n- name: shop\n  count: 5\n"
        ),
    ])
    func scales(before: String, after: String) throws {
        try check(files(before), [after]) { try $0.scaling($0.workload(), to: 5) }
    }

    @Test func scalesInAPatchFile() throws {
        let patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: shop\nspec:\n  replicas: 2\n"
        for key in ["patches:\n- path: ", "patchesStrategicMerge:\n- "] {
            let kustomization = "resources:\n- ../base\n\(key)replicas.yaml\n"
            let files = try files(kustomization, [("prod/replicas.yaml", patch)])
            #expect(files.workloads.count == 1)
            #expect(try files.scale(of: files.workload()).count == 2)
            try check(files, [kustomization, patch.replacing("2", with: "5")]) { try $0.scaling($0.workload(), to: 5) }
        }
    }

    private static let patchHead =
        "- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata:\n      name: shop\n    spec:\n      template:\n"

    @Test(arguments: [
        ("resources:\n- ../base\n", "resources:\n- ../base\npatches:\n" + patchHead),
        (
            "resources:\n- ../base\npatches:\n- path: x.yaml\n",
            "resources:\n- ../base\npatches:\n- path: x.yaml\n" + patchHead
        ),
    ])
    func addsAPatch(before: String, head: String) throws {
        let annotation =
            "        metadata:\n          annotations:\n            kubectl.kubernetes.io/restartedAt: \"2026-01-31T12:00:00Z\"\n"
        try check(files(before), [head + annotation]) { try $0.restarting($0.workload(), at: "2026-01-31T12:00:00Z") }
        let changes: [(Resource, ResourceChange)] = [
            (.memory, try #require(ResourceChange("x1.5"))), (.cpu, try #require(ResourceChange("2"))),
        ]
        let limits =
            "        spec:\n          containers:\n          - name: app\n            resources:\n              limits:\n"
            + "                memory: 768Mi\n                cpu: 2\n"
        let edits = try files(before).changing(changes, of: files(before).workload())
        #expect(try files(before).after(edits).texts == [head + limits])
        #expect(edits.first?.changes.count == 2)
        for known in WorkloadManifests.Known.allCases {
            #expect(try files(before).undone(edits, by: known).texts == [before])
        }
    }

    @Test func writesAPatchAsTheFileIs() throws {
        let before = "resources:\r\n    -   ../base\r\nx:\r\n    y: z\r\n"
        let patch =
            "patches:\n    -   patch: |-\n            apiVersion: apps/v1\n            kind: Deployment\n            metadata:\n"
            + "              name: shop\n            spec:\n              template:\n                metadata:\n"
            + "                  annotations:\n"
            + "                    kubectl.kubernetes.io/restartedAt: \"2026-01-31T12:00:00Z\"\n"
        try check(files(before), [before + patch.replacing("\n", with: "\r\n")]) {
            try $0.restarting($0.workload(), at: "2026-01-31T12:00:00Z")
        }
    }

    @Test(arguments: ["patches: []\n", "patches:\n", "patches: # c\nx: y\n"])
    func addsAPatchWhereNoneIs(patches: String) throws {
        let before = "resources:\n- ../base\n" + patches
        let files = try files(before)
        let edits = try files.restarting(files.workload(), at: "2026-01-31T12:00:00Z")
        #expect(try files.after(edits).restarting(files.after(edits).workload(), at: "2026-01-31T12:00:00Z").isEmpty)
        #expect(try files.undone(edits, by: .inverse).texts == [before])
    }

    @Test func restartsAgainInTheSamePatch() throws {
        let files = try files("resources:\n- ../base\n")
        let once = files.after(try files.restarting(files.workload(), at: "2026-01-31T12:00:00Z"))
        let twice = once.after(try once.restarting(once.workload(), at: "2026-01-31T13:00:00Z"))
        #expect(twice.texts[0] == once.texts[0].replacing("T12", with: "T13"))
    }

    /// What someone else put into the patch since stays.
    @Test func undoesNoMoreThanItsOwn() throws {
        let files = try files("resources:\n- ../base\n")
        let edits = try files.restarting(files.workload(), at: "2026-01-31T12:00:00Z")
        let beside = try #require(edits.first).manifest.setting(
            FieldPath(parsing: "patches[0].patch.spec.paused"), to: .bool(true))
        let undone = try beside.manifest.undoing(try #require(edits.first?.inverses.first))
        #expect(
            undone.manifest.text
                == "resources:\n- ../base\npatches:\n- patch: |-\n    apiVersion: apps/v1\n    kind: Deployment\n    metadata:\n      name: shop\n    spec:\n      paused: true\n"
        )
    }

    @Test func changesARolloutOfABase() throws {
        let base = [("base/shop.yaml", ManifestForm.plain.workload("Rollout", version: "argoproj.io/v1alpha1"))]
        let files = try files("resources:\n- ../base\n", base: base)
        let head =
            "resources:\n- ../base\npatches:\n- patch: |-\n    apiVersion: argoproj.io/v1alpha1\n    kind: Rollout\n    metadata:\n      name: shop\n    spec:\n"
        try check(files, [head + "      replicas: 5\n"]) { try $0.scaling($0.workload(), to: 5) }
        try check(files, [head + "      paused: true\n"]) { try $0.pausing($0.workload(), true) }
        try check(files, [head + "      restartAt: \"2026-01-31T12:00:00Z\"\n"]) {
            try $0.restarting($0.workload(), at: "2026-01-31T12:00:00Z")
        }
        let change = try #require(ResourceChange("x2"))
        let error = #expect(throws: ManifestError.self) {
            try files.changing(.memory, of: files.workload(), by: change)
        }
        #expect(error?.reason.contains("would replace a whole list") == true)
    }

    /// A patch for all Deployments wins over the manifest, although that is the application's own.
    @Test func goesPastAPatchThatWins() throws {
        let kustomization =
            "resources:\n- shop.yaml\npatches:\n- target: {kind: Deployment}\n  patch: |-\n    - {op: replace, path: /spec/replicas, value: 2}\n"
        let files = try WorkloadManifests(own: [
            ("prod/kustomization.yaml", kustomization), ("prod/shop.yaml", Self.base[1].1),
        ])
        #expect(try files.scale(of: files.workload()).count == 2)
        try check(files, [kustomization + "replicas:\n- name: shop\n  count: 5\n", files.texts[1]]) {
            try $0.scaling($0.workload(), to: 5)
        }
    }

    @Test func writesNothingDownTwice() throws {
        let files = try files("resources:\n- ../base\n")
        #expect(try files.scaling(files.workload(), to: 3).isEmpty)
        #expect(try files.changing(.memory, of: files.workload(), by: #require(ResourceChange("512Mi"))).isEmpty)
        let job = try self.files(
            "resources:\n- ../base\n",
            base: [("base/job.yaml", ManifestForm.plain.workload("CronJob", more: "suspend: true"))])
        #expect(try job.suspending(job.workload(), true).isEmpty)
        #expect(try job.suspending(job.workload(), false).count == 1)
        let plain = try WorkloadManifests(own: [("a.yaml", "kind: Deployment\nmetadata: {name: a}\n")])
        #expect(try plain.scaling(plain.workload(), to: 1).isEmpty)
    }

    @Test func refusesOutsideOfTheDirectory() throws {
        let files = try WorkloadManifests(
            own: [("prod/x.yaml", "kind: Service\n")], drawnIn: Self.base.map { ($0.0, $0.1) })
        let error = #expect(throws: ManifestError.self) { try files.scaling(files.workload(), to: 5) }
        #expect(error?.reason.contains("Deployment/shop is in base/shop.yaml, outside") == true)
    }
}
