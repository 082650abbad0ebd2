import Testing

@testable import ManifestEdit

@Suite struct WorkloadChoiceTests {
    private static let two = "kind: Deployment\nmetadata: {name: shop}\n---\nkind: StatefulSet\nmetadata: {name: db}\n"

    /// An action that applies to one of the workloads means that one.
    @Test func picksByWhatApplies() throws {
        let files = try WorkloadManifests(own: [
            ("a.yaml", "kind: Deployment\nmetadata: {name: shop}\n---\nkind: CronJob\nmetadata: {name: report}\n")
        ])
        #expect(try files.workload(of: Workload.Kind.scalable).name == "shop")
        #expect(try files.workload(of: Workload.Kind.suspendable).name == "report")
        for kind in Workload.Kind.allCases where kind != .values {
            let one = try WorkloadManifests(own: [("a.yaml", ManifestForm.plain.workload(kind.rawValue))])
            let workload = try one.workload()
            #expect(((try? one.scaling(workload, to: 9)) != nil) == Workload.Kind.scalable.contains(kind))
            #expect(((try? one.restarting(workload, at: "x")) != nil) == Workload.Kind.restartable.contains(kind))
            #expect(((try? one.suspending(workload, true)) != nil) == Workload.Kind.suspendable.contains(kind))
            #expect(((try? one.pausing(workload, true)) != nil) == Workload.Kind.pausable.contains(kind))
        }
    }

    @Test func picksByName() throws {
        let files = try WorkloadManifests(own: [
            ("a.yaml", Self.two), ("b.yaml", "kind: CronJob\nmetadata: {name: db}\n"),
        ])
        #expect(try files.workload(named: "shop").label == "Deployment/shop")
        #expect(try files.workload(named: "db", of: [.cronJob]).label == "CronJob/db")
        #expect(files.workloads.map(\.label) == ["Deployment/shop", "StatefulSet/db", "CronJob/db"])
    }

    /// The name that is asked for, the kinds, and a part of the refusal.
    @Test(
        arguments: [
            (
                nil, Set(Workload.Kind.allCases),
                "which workload is meant of Deployment/shop, StatefulSet/db, CronJob/db"
            ),
            ("x", Set(Workload.Kind.allCases), "no workload is named x, there is Deployment/shop"),
            ("db", Set(Workload.Kind.allCases), "db may be each of StatefulSet/db, CronJob/db"),
            (nil, [.rollout], "does not apply to Deployment/shop"),
        ] as [(String?, Set<Workload.Kind>, String)])
    func refuses(name: String?, kinds: Set<Workload.Kind>, reason: String) throws {
        let files = try WorkloadManifests(own: [
            ("a.yaml", Self.two), ("b.yaml", "kind: CronJob\nmetadata: {name: db}\n"),
        ])
        let error = #expect(throws: ManifestError.self) { try files.workload(named: name, of: kinds) }
        #expect(error?.code == .refused)
        #expect(error?.reason.contains(reason) == true, "\(String(describing: error))")
    }

    @Test func knowsTheNamesThatAKustomizationMakes() throws {
        let files = try WorkloadManifests(
            own: [("o/kustomization.yaml", "namePrefix: prod-\nnameSuffix: -x\nresources: [../base]\n")],
            drawnIn: [
                ("base/kustomization.yaml", "namePrefix: eu-\nresources: [a.yaml]\n"),
                ("base/a.yaml", "kind: Deployment\nmetadata: {name: shop}\n"),
            ])
        for name in ["shop", "eu-shop", "prod-eu-shop-x"] { #expect(try files.workload(named: name).name == "shop") }
        #expect(throws: ManifestError.self) { try files.workload(named: "stage-shop") }
        #expect(throws: ManifestError.self) { try WorkloadManifests(own: [Manifest]()).workload() }
    }

    /// What an action does not apply to, with a part of the refusal.
    @Test func refusesWhatDoesNotApply() throws {
        func refusal(_ kind: String, _ action: (WorkloadManifests, Workload) throws -> [EditedFields]) throws -> String
        {
            let files = try WorkloadManifests(own: [("a.yaml", ManifestForm.plain.workload(kind))])
            let workload = try files.workload()
            let error = #expect(throws: ManifestError.self) { try action(files, workload) }
            return error?.reason ?? ""
        }
        #expect(
            try refusal("DaemonSet") { try $0.scaling($1, to: 2) }.contains("DaemonSet/shop has no number of replicas"))
        #expect(try refusal("Job") { try $0.restarting($1, at: "x") }.contains("does not replace its pods"))
        #expect(try refusal("Deployment") { try $0.suspending($1, true) }.contains("only a CronJob or a Job"))
        #expect(try refusal("Deployment") { try $0.pausing($1, true) }.contains("only a Rollout"))
        #expect(try refusal("Deployment") { try $0.scaling($1, to: -1) }.contains("-1 is no number"))
        let memory = try #require(ResourceChange("x2"))
        #expect(
            try refusal("Deployment") { try $0.changing(.memory, of: $1, container: "y", by: memory) }.contains(
                "no container y, it has app"))
        #expect(try refusal("Deployment") { try $0.changing(.cpu, of: $1, by: memory) }.contains("says no cpu"))
        let strange = try WorkloadManifests(own: [
            ("a.yaml", ManifestForm.plain.workload("Deployment", more: "replicas: ${N}"))
        ])
        #expect(throws: ManifestError.self) { try strange.scale(of: strange.workload()) }
    }

    @Test func countsReplicas() throws {
        func scale(_ own: [(String, String)], _ drawnIn: [(String, String)] = []) throws -> Int {
            let files = try WorkloadManifests(own: own, drawnIn: drawnIn)
            return try files.scale(of: files.workload()).count
        }
        let base = ("base/a.yaml", ManifestForm.plain.workload("Deployment"))
        #expect(try scale([("a.yaml", "kind: Deployment\nmetadata: {name: a}\n")]) == 1)
        #expect(try scale([base]) == 3)
        #expect(
            try scale(
                [("o/kustomization.yaml", "resources: [../base]\n")],
                [("base/kustomization.yaml", "resources: [a.yaml]\n"), base]) == 3)
        #expect(
            try scale(
                [("o/kustomization.yaml", "resources: [../base]\n")],
                [("base/kustomization.yaml", "resources: [a.yaml]\nreplicas: [{name: shop, count: 7}]\n"), base]) == 7)
        #expect(
            try scale([("o/kustomization.yaml", "resources: [../base]\nreplicas: [{name: shop, count: 9}]\n")], [base])
                == 9)
        #expect(
            try scale(
                [
                    (
                        "o/kustomization.yaml",
                        "resources: [../base]\npatches:\n- target: {kind: Deployment}\n  patch: '[{op: replace, path: /spec/replicas, value: 8}]'\n"
                    )
                ],
                [base]) == 8)
    }
}
