import Events
import GitOps
import Testing

@testable import AlertRemediator

/// Every action on every kind of manifest: what it changes, and that the undo leaves nothing of it.
@Suite struct ActionTests {
    static let plain = ["apps/shop/overlays/prod/app.yaml": Story.deployment]

    static let autoscaled = plain.merging([
        "apps/shop/overlays/prod/hpa.yaml": """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: shop}
        spec:
          scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
          minReplicas: 3
          maxReplicas: 4

        """
    ]) { $1 }

    static let keda = plain.merging([
        "apps/shop/overlays/prod/scaled.yaml": """
        apiVersion: keda.sh/v1alpha1
        kind: ScaledObject
        metadata: {name: shop}
        spec:
          scaleTargetRef: {name: shop}
          minReplicaCount: 3
          maxReplicaCount: 20

        """
    ]) { $1 }

    static let helm = [
        "apps/shop/overlays/prod/values.yaml": "replicaCount: 3\nresources:\n  limits: {memory: 512Mi, cpu: 500m}\n"
    ]

    static let rollout = [
        "apps/shop/overlays/prod/rollout.yaml": Story.deployment.replacing("apps/v1", with: "argoproj.io/v1alpha1")
            .replacing("Deployment", with: "Rollout")
    ]

    static let cronJob = [
        "apps/shop/overlays/prod/job.yaml": """
        apiVersion: batch/v1
        kind: CronJob
        metadata: {name: report}
        spec:
          schedule: "0 3 * * *"
          jobTemplate: {spec: {template: {spec: {containers: [{name: app, image: r.io/x}]}}}}

        """
    ]

    static let memory = plain.mapValues {
        $0 + "        resources:\n          limits: {memory: 512Mi}\n          requests: {memory: 512Mi, cpu: 250m}\n"
    }

    static let job = cronJob.mapValues {
        $0.replacing("CronJob", with: "Job").replacing("  schedule: \"0 3 * * *\"\n", with: "")
            .replacing("jobTemplate: {spec: {template: ", with: "template: ").replacing("]}}}}", with: "]}}")
    }

    /// The same workload of another kind.
    static func of(_ kind: String, _ files: [String: String] = memory) -> [String: String] {
        files.mapValues { $0.replacing("Deployment", with: kind) }
    }

    /// What only the base has, which other environments draw in too.
    static func inBase(_ files: [String: String]) -> [String: String] {
        let names = files.keys.map { $0.replacing(directory, with: "") }.sorted()
        var all = [
            "apps/shop/base/kustomization.yaml": "resources: [\(names.joined(separator: ", "))]\n",
            "apps/shop/overlays/stage/kustomization.yaml": "resources:\n- ../../base\n",
            directory + "kustomization.yaml": "resources:\n- ../../base\n",
        ]
        for (path, text) in files { all[path.replacing(directory, with: "apps/shop/base/")] = text }
        return all
    }

    static let route = plain.merging([
        "apps/shop/overlays/prod/route.yaml": """
        kind: HTTPRoute
        metadata: {name: shop}
        spec:
          rules:
          - backendRefs:
            - {name: east, weight: 100}
            - {name: west, weight: 0}

        """
    ]) { $1 }

    struct Case: Sendable, CustomTestStringConvertible {
        let files: [String: String]
        let step: String
        /// What is in the changed file, and what the message says.
        let changed: [String: String]
        let words: String
        var isUndone = true
        var testDescription: String {
            "\(step): \(words), \(files.keys.sorted().map { $0.split(separator: "/").suffix(2).joined(separator: "/") })"
        }
    }

    static let directory = "apps/shop/overlays/prod/"

    static let cases = [
        Case(
            files: plain, step: "scale: {by: 2}", changed: ["app.yaml": "replicas: 5 # as measured"],
            words: "replicas 3 → 5 ("),
        Case(
            files: Story.shop, step: "scale: {by: 2}", changed: ["kustomization.yaml": "count: 5"],
            words: "replicas 3 → 5 ("),
        Case(
            files: helm, step: "scale: {by: 2}", changed: ["values.yaml": "replicaCount: 5"], words: "replicas 3 → 5 ("),
        Case(
            files: rollout, step: "scale: {by: 2}", changed: ["rollout.yaml": "replicas: 5"], words: "replicas 3 → 5 ("),
        Case(
            files: autoscaled, step: "scale: {by: 2, raiseMax: true}",
            changed: ["hpa.yaml": "minReplicas: 5\n  maxReplicas: 5"],
            words: "the least replicas of HorizontalPodAutoscaler/shop 3 → 5 ("),
        Case(
            files: autoscaled, step: "scale: {by: 2}", changed: ["hpa.yaml": "minReplicas: 4\n  maxReplicas: 4"],
            words: "3 → 4, as 4 is the most of HorizontalPodAutoscaler/shop"),
        Case(
            files: keda, step: "scale: {percent: 100}", changed: ["scaled.yaml": "minReplicaCount: 6"],
            words: "the least replicas of ScaledObject/shop 3 → 6 ("),
        Case(
            files: plain, step: "restart:", changed: ["app.yaml": "restartedAt: \"2027-01-15T08:01:00Z\""],
            words: "Deployment/shop restarted (", isUndone: false),
        Case(
            files: rollout, step: "restart: {workload: \"{app}\"}",
            changed: ["rollout.yaml": "restartAt: \"2027-01-15T08:01:00Z\""], words: "Rollout/shop restarted (",
            isUndone: false),
        Case(
            files: memory, step: "resources: {memory: x1.5, max: 2Gi}",
            changed: ["app.yaml": "limits: {memory: 768Mi}\n          requests: {memory: 768Mi"],
            words: "limits.memory 512Mi → 768Mi"),
        Case(
            files: memory, step: "resources: {memory: x4, cpu: x2, max: {memory: 1Gi}}",
            changed: ["app.yaml": "limits: {memory: 1024Mi}"], words: "requests.cpu 250m → 500m"),
        Case(
            files: helm, step: "resources: {cpu: 750m}", changed: ["values.yaml": "cpu: 750m"],
            words: "limits.cpu 500m → 750m"),
        Case(
            files: cronJob, step: "suspend:", changed: ["job.yaml": "suspend: true"],
            words: "CronJob/report suspended ("),
        Case(
            files: cronJob.mapValues { $0.replacing("  schedule", with: "  suspend: true\n  schedule") },
            step: "resume",
            changed: ["job.yaml": "suspend: false"], words: "CronJob/report resumed ("),
        Case(
            files: rollout, step: "pause: {}", changed: ["rollout.yaml": "paused: true"], words: "Rollout/shop paused ("
        ),
        Case(
            files: keda, step: "pause:", changed: ["scaled.yaml": "autoscaling.keda.sh/paused: \"true\""],
            words: "ScaledObject/shop paused ("),
        Case(
            files: plain,
            step: "set: {file: app.yaml, field: \"spec.template.spec.containers[app].image\", value: x:1}",
            changed: ["app.yaml": "image: x:1"], words: "image registry.example.com/shop:v1 → x:1"),
        Case(
            files: plain, step: "set: {file: \"{app}.yaml\", field: spec.paused, value: true}", changed: [:],
            words: "there is no file shop.yaml"),
        Case(
            files: route,
            step: "failover: {name: to-west, edits: [{file: route.yaml, field: "
                + "\"spec.rules[0].backendRefs[east].weight\", value: 0}, {file: route.yaml, field: "
                + "\"spec.rules[0].backendRefs[west].weight\", value: 100}, {file: app.yaml, field: spec.replicas, "
                + "value: 6}]}",
            changed: [
                "route.yaml": "- {name: east, weight: 0}\n    - {name: west, weight: 100}", "app.yaml": "replicas: 6",
            ], words: "failover to-west: weight 100 → 0, weight 0 → 100, replicas 3 → 6 ("),
        Case(files: plain, step: "suspend:", changed: [:], words: "this does not apply to Deployment/shop"),
        Case(files: cronJob, step: "scale: {by: 2}", changed: [:], words: "this does not apply to CronJob/report"),
        Case(
            files: plain, step: "resources: {memory: x2}", changed: [:],
            words: "Deployment/shop says no memory that could be multiplied"),
        Case(
            files: plain, step: "scale: {by: 2, workload: other}", changed: [:],
            words: "no workload is named other, there is Deployment/shop"),
        Case(
            files: plain, step: "scale: {by: 2, workload: \"{deployment}\"}", changed: [:],
            words: "the alert has no label for the workload {deployment}"),
        Case(
            files: plain.merging(["apps/shop/overlays/prod/b.yaml": Story.deployment.replacing("shop", with: "web")]) {
                $1
            },
            step: "scale: {by: 2}", changed: [:],
            words: "it is open which workload is meant of Deployment/shop, Deployment/web"),
        Case(
            files: Story.shop.merging(["apps/shop/base/hpa.yaml": autoscaled[directory + "hpa.yaml"] ?? ""]) { $1 }
                .merging(["apps/shop/base/kustomization.yaml": "resources: [deployment.yaml, hpa.yaml]\n"]) { $1 },
            step: "scale: {by: 1}", changed: [:], words: "outside of the application's directory"),
        Case(
            files: plain, step: "deletePod", changed: [:], words: "deletePod cannot be done by a commit: Git says"),
        Case(
            files: plain, step: "drain: {node: x}", changed: [:], words: "drain cannot be done by a commit: nodes are"),
    ]

    private static let restarted = "restartedAt: \"2027-01-15T08:01:00Z\""

    /// Kinds of workloads beside the common ones.
    static let kinds = [
        Case(files: job, step: "suspend:", changed: ["job.yaml": "suspend: true"], words: "Job/report suspended ("),
        Case(
            files: job.mapValues { $0.replacing("spec:\n", with: "spec:\n  suspend: true\n") }, step: "resume:",
            changed: ["job.yaml": "suspend: false"], words: "Job/report resumed ("),
        Case(
            files: of("StatefulSet"), step: "scale: {by: 2}", changed: ["app.yaml": "replicas: 5 # as measured"],
            words: "replicas 3 → 5 ("),
        Case(
            files: of("DaemonSet"), step: "scale: {by: 2}", changed: [:], words: "this does not apply to DaemonSet/shop"
        ),
        Case(
            files: of("DaemonSet"), step: "scale: {by: 2, workload: shop}", changed: [:],
            words: "this does not apply to DaemonSet/shop"),
        Case(
            files: of("StatefulSet"), step: "restart:", changed: ["app.yaml": restarted],
            words: "StatefulSet/shop restarted (", isUndone: false),
        Case(
            files: of("DaemonSet"), step: "restart:", changed: ["app.yaml": restarted],
            words: "DaemonSet/shop restarted (", isUndone: false),
        Case(
            files: helm.mapValues { $0 + "podAnnotations: {}\n" }, step: "restart:",
            changed: ["values.yaml": restarted],
            words: "Helm values in apps/shop/overlays/prod/values.yaml restarted (", isUndone: false),
        Case(
            files: helm, step: "restart:", changed: [:],
            words: "has no podAnnotations, by which its chart could restart"),
        Case(files: cronJob, step: "restart:", changed: [:], words: "this does not apply to CronJob/report"),
        Case(
            files: of("StatefulSet"), step: "resources: {memory: x1.5, cpu: 500m}",
            changed: ["app.yaml": "limits: {memory: 768Mi, cpu: 500m}\n          requests: {memory: 768Mi"],
            words: "limits.memory 512Mi → 768Mi"),
        Case(
            files: of("DaemonSet"), step: "resources: {memory: x1.5}",
            changed: ["app.yaml": "requests: {memory: 768Mi, cpu: 250m}"], words: "limits.memory 512Mi → 768Mi"),
        Case(
            files: cronJob, step: "resources: {memory: 1Gi}", changed: ["job.yaml": "memory: 1Gi"],
            words: "limits.memory none → 1Gi"),
        Case(files: of("DaemonSet"), step: "suspend:", changed: [:], words: "this does not apply to DaemonSet/shop"),
        Case(
            files: of("StatefulSet"), step: "pause:", changed: [:], words: "only a Rollout or a ScaledObject is paused"),
    ]

    /// What only the base has is changed in the overlay, and so for this environment alone.
    static let basesAlone = [
        Case(
            files: inBase(cronJob), step: "suspend:", changed: ["kustomization.yaml": "suspend: true"],
            words: "CronJob/report suspended ("),
        Case(
            files: inBase(job), step: "suspend:", changed: ["kustomization.yaml": "suspend: true"],
            words: "Job/report suspended ("),
        Case(
            files: inBase(job.mapValues { $0.replacing("spec:\n", with: "spec:\n  suspend: true\n") }), step: "resume:",
            changed: ["kustomization.yaml": "suspend: false"], words: "Job/report resumed ("),
        Case(
            files: inBase(of("StatefulSet")), step: "scale: {by: 2}", changed: ["kustomization.yaml": "count: 5"],
            words: "replicas 3 → 5 ("),
        Case(
            files: inBase(rollout), step: "scale: {by: 2}", changed: ["kustomization.yaml": "replicas: 5"],
            words: "replicas 3 → 5 ("),
        Case(
            files: inBase(of("DaemonSet")), step: "scale: {by: 2}", changed: [:],
            words: "this does not apply to DaemonSet/shop"),
        Case(
            files: inBase(memory), step: "restart:", changed: ["kustomization.yaml": restarted],
            words: "Deployment/shop restarted (", isUndone: false),
        Case(
            files: inBase(of("DaemonSet")), step: "restart:", changed: ["kustomization.yaml": restarted],
            words: "DaemonSet/shop restarted (", isUndone: false),
        Case(
            files: inBase(rollout), step: "restart:",
            changed: ["kustomization.yaml": "restartAt: \"2027-01-15T08:01:00Z\""], words: "Rollout/shop restarted (",
            isUndone: false),
        Case(
            files: inBase(memory), step: "resources: {memory: x1.5}", changed: ["kustomization.yaml": "memory: 768Mi"],
            words: "limits.memory 512Mi → 768Mi, requests.memory 512Mi → 768Mi ("),
        Case(
            files: inBase(of("StatefulSet")), step: "resources: {cpu: x2}",
            changed: ["kustomization.yaml": "cpu: 500m"], words: "requests.cpu 250m → 500m ("),
        Case(
            files: inBase(of("Rollout").mapValues { $0.replacing("apps/v1", with: "argoproj.io/v1alpha1") }),
            step: "resources: {memory: x1.5}", changed: [:], words: "would replace a whole list"),
        Case(
            files: inBase(rollout), step: "pause:", changed: ["kustomization.yaml": "paused: true"],
            words: "Rollout/shop paused ("),
    ]

    @Test(arguments: cases + kinds + basesAlone)
    func changesWhatItSays(_ example: Case) throws {
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
            let file = try #require(try story.text(Self.directory + name))
            #expect(file.contains(text), "\(file)")
        }
        let differing = try story.files.filter { before[$0.key] != $0.value }.keys
        #expect(Set(differing) == Set(example.changed.keys.map { Self.directory + $0 } + [Story.state]))
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
        let files = Self.plain.mapValues { $0.replacing("replicas: 3", with: most) }
        var story = try Story(Story.rule.replacing("{by: 2}", with: "{\(scale)}"), files)
        try story.deliver(Story.alert(), at: 1)
        #expect(story.outcome.message.contains("replicas are \(Int.max) already"), "\(story.outcome.message)")
        #expect(try story.text("apps/shop/overlays/prod/app.yaml")?.contains(most) == true)
    }

    @Test func aWorkloadIsChosenByALabel() throws {
        let files = Self.plain.merging(
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
