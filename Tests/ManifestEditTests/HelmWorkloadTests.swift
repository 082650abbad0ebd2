import Testing

@testable import ManifestEdit

@Suite struct HelmWorkloadTests {
    private func files(_ values: String) throws -> WorkloadManifests {
        try WorkloadManifests(own: [("shop/values.yaml", values)])
    }

    private func after(_ values: String, _ action: (WorkloadManifests) throws -> [EditedFields]) throws -> String {
        let files = try files(values)
        let edits = try action(files)
        for known in WorkloadManifests.Known.allCases {
            #expect(try files.undone(edits, by: known).texts == files.texts)
        }
        return files.after(edits).texts[0]
    }

    @Test func scales() throws {
        #expect(
            try after("replicaCount: 1 # c\n") { try $0.scaling($0.workload(named: "release-shop"), to: 3) }
                == "replicaCount: 3 # c\n")
        let nested = "api:\n  replicaCount: 1\nworkers:\n  mail:\n    replicaCount: 2\n"
        #expect(
            try after(nested) { try $0.scaling($0.workload(named: "api"), to: 3) } == nested.replacing("1", with: "3"))
        #expect(
            try after(nested) { try $0.scaling($0.workload(named: "release-mail"), to: 3) }
                == nested.replacing("2", with: "3"))
        #expect(throws: ManifestError.self) { try files(nested).workload() }
        #expect(try files(nested).workloads.map(\.label) == ["Helm values of api", "Helm values of workers.mail"])
        #expect(try after("{\"replicaCount\":1}") { try $0.scaling($0.workload(), to: 3) } == "{\"replicaCount\":3}")
    }

    @Test func raisesTheAutoscalersMinimum() throws {
        let values = "replicaCount: 1\nautoscaling:\n  enabled: true\n  minReplicas: 2\n  maxReplicas: 5\n"
        #expect(try after(values) { try $0.scaling($0.workload(), to: 4) } == values.replacing("2", with: "4"))
        #expect(throws: ManifestError.self) { try files(values).scaling(files(values).workload(), to: 6) }
        let off = values.replacing("true", with: "false")
        #expect(try after(off) { try $0.scaling($0.workload(), to: 4) } == off.replacing("Count: 1", with: "Count: 4"))
    }

    @Test func changesResources() throws {
        let values = "image: {tag: v1}\nresources:\n  limits:\n    memory: 512Mi\n"
        let change = try #require(ResourceChange("x1.5"))
        #expect(
            try after(values) { try $0.changing(.memory, of: $0.workload(), by: change) }
                == values.replacing("512", with: "768"))
        let empty = "replicaCount: 1\nresources: {}\n"
        let amount = try #require(ResourceChange("1Gi"))
        #expect(
            try after(empty) { try $0.changing(.memory, of: $0.workload(), by: amount) }
                == "replicaCount: 1\nresources: {limits: {memory: 1Gi}}\n")
    }

    @Test func restarts() throws {
        let values = "replicaCount: 1\npodAnnotations: {}\n"
        #expect(
            try after(values) { try $0.restarting($0.workload(), at: "2026-01-31T12:00:00Z") }
                == "replicaCount: 1\npodAnnotations: {kubectl.kubernetes.io/restartedAt: \"2026-01-31T12:00:00Z\"}\n")
        #expect(throws: ManifestError.self) {
            try files("replicaCount: 1\n").restarting(files("replicaCount: 1\n").workload(), at: "x")
        }
    }

    @Test(arguments: [
        "kind: HelmRelease\nmetadata: {name: shop}\nspec:\n  values:\n    replicaCount: 1\n",
        "kind: Application\nspec:\n  source:\n    helm:\n      valuesObject: {replicaCount: 1}\n      values: 'replicaCount: 9'\n",
        "kind: Application\nspec:\n  source:\n    helm:\n      values: |\n        # c\n        replicaCount: 1\n        a: b\n",
        "kind: Application\nspec:\n  sources:\n  - ref: x\n  - helm:\n      values: |-\n        replicaCount: 1",
        "kind: Namespace\n---\nkind: HelmRelease\nmetadata: {name: shop}\nspec: {values: {replicaCount: 1}}\n",
    ])
    func findsValuesInOtherKinds(text: String) throws {
        let scaled = try after(text) { try $0.scaling($0.workload(named: "shop"), to: 3) }
        #expect(scaled == text.replacing("replicaCount: 1", with: "replicaCount: 3"))
        let change = try #require(ResourceChange("1Gi"))
        #expect(try after(text) { try $0.changing(.memory, of: $0.workload(), by: change) }.contains("memory: 1Gi"))
    }

    @Test func knowsWhatAreNoValues() throws {
        #expect(try files("apiVersion: v2\nname: shop\nreplicaCount: 1\n").workloads.isEmpty)
        #expect(try files("kind: Shop\nreplicaCount: 1\n").workloads.isEmpty)
        #expect(try files("- replicaCount: 1\n").workloads.isEmpty)
        #expect(try files("a: {b: {c: {d: {replicaCount: 1}}}}\n").workloads.isEmpty)
    }
}
