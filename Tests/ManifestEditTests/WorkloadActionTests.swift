import Testing

@testable import ManifestEdit

@Suite struct WorkloadActionTests {
    enum Action: CaseIterable {
        case scale, restart, memory, cpu

        func apply(to files: WorkloadManifests) throws -> [EditedFields] {
            let workload = try files.workload(named: "shop")
            switch self {
            case .scale: return try files.scaling(workload, to: 5)
            case .restart: return try files.restarting(workload, at: "2026-01-31T12:00:00Z")
            case .memory:
                return try files.changing(.memory, of: workload, by: #require(ResourceChange("x1.5", maximum: "700Mi")))
            case .cpu:
                return try files.changing(.cpu, of: workload, container: "app", by: #require(ResourceChange("750m")))
            }
        }

        /// The end of the field that changes, and its value after.
        var outcome: (field: String, value: String) {
            switch self {
            case .scale: ("spec.replicas", "5")
            case .restart: ("annotations.\"kubectl.kubernetes.io/restartedAt\"", "2026-01-31T12:00:00Z")
            case .memory: ("containers[app].resources.limits.memory", "700Mi")
            case .cpu: ("containers[app].resources.limits.cpu", "750m")
            }
        }
    }

    @Test(arguments: ManifestForm.allCases, Action.allCases)
    func changesADeployment(form: ManifestForm, action: Action) throws {
        let files = try WorkloadManifests(own: [("shop/all.yaml", form.workload("Deployment"))])
        try check(files, action.outcome, { try action.apply(to: $0) })
    }

    @Test(arguments: ManifestForm.allCases, [true, false])
    func changesOtherKinds(form: ManifestForm, isOn: Bool) throws {
        let suspended = isOn ? "suspend: false" : "suspend: true"
        let job = try WorkloadManifests(
            own: [("a.yaml", form.workload("CronJob", version: "batch/v1", more: suspended))])
        try check(job, ("spec.suspend", String(isOn))) { try $0.suspending($0.workload(named: "shop"), isOn) }
        let change = try #require(ResourceChange("x2", maximum: "1Gi"))
        try check(job, ("jobTemplate.spec.template.spec.containers[app].resources.limits.memory", "1024Mi")) {
            try $0.changing(.memory, of: $0.workload(), by: change)
        }
        let rollout = try WorkloadManifests(
            own: [
                (
                    "a.yaml",
                    form.workload(
                        "Rollout", version: "argoproj.io/v1alpha1", more: isOn ? "replicas: 1" : "paused: true")
                )
            ])
        try check(rollout, ("spec.paused", String(isOn))) { try $0.pausing($0.workload(named: "shop"), isOn) }
        try check(rollout, ("spec.restartAt", "2026-01-31T12:00:00Z")) {
            try $0.restarting($0.workload(), at: "2026-01-31T12:00:00Z")
        }
        try check(rollout, ("spec.replicas", "4")) { try $0.scaling($0.workload(), to: 4) }
    }

    /// One change, made once, and undone to the byte.
    private func check(
        _ files: WorkloadManifests, _ outcome: (field: String, value: String),
        _ action: (WorkloadManifests) throws -> [EditedFields]
    ) throws {
        let edits = try action(files)
        let change = try #require(edits.first?.changes.first)
        #expect(edits.count == 1 && edits[0].changes.count == 1)
        #expect(change.field.hasSuffix(outcome.field))
        #expect(change.to == outcome.value)
        let after = files.after(edits)
        #expect(after.texts != files.texts)
        #expect(try action(after).isEmpty)
        for known in WorkloadManifests.Known.allCases {
            #expect(try files.undone(edits, by: known).texts == files.texts)
        }
        let old = files.texts.joined()
        let new = after.texts.joined()
        #expect(new.contains("# kept") == old.contains("# kept") && new.contains("# end") == old.contains("# end"))
    }

    @Test func writesWhatPeopleWould() throws {
        let files = try WorkloadManifests(own: [("a.yaml", ManifestForm.plain.workload("Deployment"))])
        var manifest = files.own[0]
        for action in Action.allCases {
            manifest = try #require(action.apply(to: WorkloadManifests(own: [manifest])).first).manifest
        }
        #expect(
            manifest.text == """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: shop
                spec:
                  replicas: 5 # kept
                  selector:
                    matchLabels: {app: shop}
                  template:
                    metadata:
                      labels: {app: shop}
                      annotations:
                        kubectl.kubernetes.io/restartedAt: "2026-01-31T12:00:00Z"
                    spec:
                      containers:
                      - name: app
                        image: shop:v1
                        resources:
                          limits: {memory: 700Mi, cpu: 750m}
                # end

                """)
    }

    @Test func changesARequestThatEqualsTheLimit() throws {
        func after(_ resources: String, _ change: String) throws -> String {
            let text =
                "kind: Deployment\nmetadata: {name: a}\nspec: {template: {spec: {containers: [{name: x, resources: \(resources)}]}}}\n"
            let files = try WorkloadManifests(own: [("a.yaml", text)])
            let edits = try files.changing(.memory, of: files.workload(), by: #require(ResourceChange(change)))
            #expect(try files.undone(edits, by: .inverse).texts == files.texts)
            let result = files.after(edits).texts[0]
            return String(result.dropFirst(text.count - resources.count - "}]}}}\n".count).dropLast("}]}}}\n".count))
        }
        #expect(
            try after("{limits: {memory: 1Gi}, requests: {memory: 1024Mi}}", "x1.5")
                == "{limits: {memory: 1.5Gi}, requests: {memory: 1536Mi}}")
        #expect(
            try after("{limits: {memory: 1Gi}, requests: {memory: 512Mi}}", "x1.5")
                == "{limits: {memory: 1.5Gi}, requests: {memory: 512Mi}}")
        #expect(try after("{requests: {memory: 512Mi}}", "x1.5") == "{requests: {memory: 768Mi}}")
        #expect(try after("{requests: {memory: 512Mi}}", "1Gi") == "{requests: {memory: 512Mi}, limits: {memory: 1Gi}}")
        #expect(try after("{limits: {memory: 128e6}}", "x1.5") == "{limits: {memory: 192e6}}")
        #expect(try after("{limits: {memory: \"1\"}}", "x3") == "{limits: {memory: \"3\"}}")
        #expect(try after("{}", "1Gi") == "{limits: {memory: 1Gi}}")
    }
}
