import Testing

/// An action on a kind of manifest, and what it changes.
struct ActionCase: Sendable, CustomTestStringConvertible {
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

extension ActionCase {
    static let common = [
        ActionCase(
            files: plain, step: "scale: {by: 2}", changed: ["app.yaml": "replicas: 5 # as measured"],
            words: "replicas 3 → 5 ("),
        ActionCase(
            files: Story.shop, step: "scale: {by: 2}", changed: ["kustomization.yaml": "count: 5"],
            words: "replicas 3 → 5 ("),
        ActionCase(
            files: helm, step: "scale: {by: 2}", changed: ["values.yaml": "replicaCount: 5"], words: "replicas 3 → 5 ("),
        ActionCase(
            files: rollout, step: "scale: {by: 2}", changed: ["rollout.yaml": "replicas: 5"], words: "replicas 3 → 5 ("),
        ActionCase(
            files: autoscaled, step: "scale: {by: 2, raiseMax: true}",
            changed: ["hpa.yaml": "minReplicas: 5\n  maxReplicas: 5"],
            words: "the least replicas of HorizontalPodAutoscaler/shop 3 → 5 ("),
        ActionCase(
            files: autoscaled, step: "scale: {by: 2}", changed: ["hpa.yaml": "minReplicas: 4\n  maxReplicas: 4"],
            words: "3 → 4, as 4 is the most of HorizontalPodAutoscaler/shop"),
        ActionCase(
            files: keda, step: "scale: {percent: 100}", changed: ["scaled.yaml": "minReplicaCount: 6"],
            words: "the least replicas of ScaledObject/shop 3 → 6 ("),
        ActionCase(
            files: plain, step: "restart:", changed: ["app.yaml": "restartedAt: \"2027-01-15T08:01:00Z\""],
            words: "Deployment/shop restarted (", isUndone: false),
        ActionCase(
            files: rollout, step: "restart: {workload: \"{app}\"}",
            changed: ["rollout.yaml": "restartAt: \"2027-01-15T08:01:00Z\""], words: "Rollout/shop restarted (",
            isUndone: false),
        ActionCase(
            files: memory, step: "resources: {memory: x1.5, max: 2Gi}",
            changed: ["app.yaml": "limits: {memory: 768Mi}\n          requests: {memory: 768Mi"],
            words: "limits.memory 512Mi → 768Mi"),
        ActionCase(
            files: memory, step: "resources: {memory: x4, cpu: x2, max: {memory: 1Gi}}",
            changed: ["app.yaml": "limits: {memory: 1024Mi}"], words: "requests.cpu 250m → 500m"),
        ActionCase(
            files: helm, step: "resources: {cpu: 750m}", changed: ["values.yaml": "cpu: 750m"],
            words: "limits.cpu 500m → 750m"),
        ActionCase(
            files: cronJob, step: "suspend:", changed: ["job.yaml": "suspend: true"],
            words: "CronJob/report suspended ("),
        ActionCase(
            files: cronJob.mapValues { $0.replacing("  schedule", with: "  suspend: true\n  schedule") },
            step: "resume",
            changed: ["job.yaml": "suspend: false"], words: "CronJob/report resumed ("),
        ActionCase(
            files: rollout, step: "pause: {}", changed: ["rollout.yaml": "paused: true"], words: "Rollout/shop paused ("
        ),
        ActionCase(
            files: keda, step: "pause:", changed: ["scaled.yaml": "autoscaling.keda.sh/paused: \"true\""],
            words: "ScaledObject/shop paused ("),
        ActionCase(
            files: plain,
            step: "set: {file: app.yaml, field: \"spec.template.spec.containers[app].image\", value: x:1}",
            changed: ["app.yaml": "image: x:1"], words: "image registry.example.com/shop:v1 → x:1"),
        ActionCase(
            files: plain, step: "set: {file: \"{app}.yaml\", field: spec.paused, value: true}", changed: [:],
            words: "there is no file shop.yaml"),
        ActionCase(
            files: route,
            step: "failover: {name: to-west, edits: [{file: route.yaml, field: "
                + "\"spec.rules[0].backendRefs[east].weight\", value: 0}, {file: route.yaml, field: "
                + "\"spec.rules[0].backendRefs[west].weight\", value: 100}, {file: app.yaml, field: spec.replicas, "
                + "value: 6}]}",
            changed: [
                "route.yaml": "- {name: east, weight: 0}\n    - {name: west, weight: 100}", "app.yaml": "replicas: 6",
            ], words: "failover to-west: weight 100 → 0, weight 0 → 100, replicas 3 → 6 ("),
        ActionCase(files: plain, step: "suspend:", changed: [:], words: "this does not apply to Deployment/shop"),
        ActionCase(
            files: cronJob, step: "scale: {by: 2}", changed: [:], words: "this does not apply to CronJob/report"),
        ActionCase(
            files: plain, step: "resources: {memory: x2}", changed: [:],
            words: "Deployment/shop says no memory that could be multiplied"),
        ActionCase(
            files: plain, step: "scale: {by: 2, workload: other}", changed: [:],
            words: "no workload is named other, there is Deployment/shop"),
        ActionCase(
            files: plain, step: "scale: {by: 2, workload: \"{deployment}\"}", changed: [:],
            words: "the alert has no label for the workload {deployment}"),
        ActionCase(
            files: plain.merging(["apps/shop/overlays/prod/b.yaml": Story.deployment.replacing("shop", with: "web")]) {
                $1
            },
            step: "scale: {by: 2}", changed: [:],
            words: "it is open which workload is meant of Deployment/shop, Deployment/web"),
        ActionCase(
            files: Story.shop.merging(["apps/shop/base/hpa.yaml": autoscaled[directory + "hpa.yaml"] ?? ""]) { $1 }
                .merging(["apps/shop/base/kustomization.yaml": "resources: [deployment.yaml, hpa.yaml]\n"]) { $1 },
            step: "scale: {by: 1}", changed: [:], words: "outside of the application's directory"),
        ActionCase(
            files: plain, step: "deletePod", changed: [:], words: "deletePod cannot be done by a commit: Git says"),
        ActionCase(
            files: plain, step: "drain: {node: x}", changed: [:], words: "drain cannot be done by a commit: nodes are"),
    ]

    private static let restarted = "restartedAt: \"2027-01-15T08:01:00Z\""

    /// Kinds of workloads beside the common ones.
    static let kinds = [
        ActionCase(
            files: job, step: "suspend:", changed: ["job.yaml": "suspend: true"], words: "Job/report suspended ("),
        ActionCase(
            files: job.mapValues { $0.replacing("spec:\n", with: "spec:\n  suspend: true\n") }, step: "resume:",
            changed: ["job.yaml": "suspend: false"], words: "Job/report resumed ("),
        ActionCase(
            files: of("StatefulSet"), step: "scale: {by: 2}", changed: ["app.yaml": "replicas: 5 # as measured"],
            words: "replicas 3 → 5 ("),
        ActionCase(
            files: of("DaemonSet"), step: "scale: {by: 2}", changed: [:], words: "this does not apply to DaemonSet/shop"
        ),
        ActionCase(
            files: of("DaemonSet"), step: "scale: {by: 2, workload: shop}", changed: [:],
            words: "this does not apply to DaemonSet/shop"),
        ActionCase(
            files: of("StatefulSet"), step: "restart:", changed: ["app.yaml": restarted],
            words: "StatefulSet/shop restarted (", isUndone: false),
        ActionCase(
            files: of("DaemonSet"), step: "restart:", changed: ["app.yaml": restarted],
            words: "DaemonSet/shop restarted (", isUndone: false),
        ActionCase(
            files: helm.mapValues { $0 + "podAnnotations: {}\n" }, step: "restart:",
            changed: ["values.yaml": restarted],
            words: "Helm values in apps/shop/overlays/prod/values.yaml restarted (", isUndone: false),
        ActionCase(
            files: helm, step: "restart:", changed: [:],
            words: "has no podAnnotations, by which its chart could restart"),
        ActionCase(files: cronJob, step: "restart:", changed: [:], words: "this does not apply to CronJob/report"),
        ActionCase(
            files: of("StatefulSet"), step: "resources: {memory: x1.5, cpu: 500m}",
            changed: ["app.yaml": "limits: {memory: 768Mi, cpu: 500m}\n          requests: {memory: 768Mi"],
            words: "limits.memory 512Mi → 768Mi"),
        ActionCase(
            files: of("DaemonSet"), step: "resources: {memory: x1.5}",
            changed: ["app.yaml": "requests: {memory: 768Mi, cpu: 250m}"], words: "limits.memory 512Mi → 768Mi"),
        ActionCase(
            files: cronJob, step: "resources: {memory: 1Gi}", changed: ["job.yaml": "memory: 1Gi"],
            words: "limits.memory none → 1Gi"),
        ActionCase(
            files: of("DaemonSet"), step: "suspend:", changed: [:], words: "this does not apply to DaemonSet/shop"),
        ActionCase(
            files: of("StatefulSet"), step: "pause:", changed: [:], words: "only a Rollout or a ScaledObject is paused"),
    ]

    /// What only the base has is changed in the overlay, and so for this environment alone.
    static let basesAlone = [
        ActionCase(
            files: inBase(cronJob), step: "suspend:", changed: ["kustomization.yaml": "suspend: true"],
            words: "CronJob/report suspended ("),
        ActionCase(
            files: inBase(job), step: "suspend:", changed: ["kustomization.yaml": "suspend: true"],
            words: "Job/report suspended ("),
        ActionCase(
            files: inBase(job.mapValues { $0.replacing("spec:\n", with: "spec:\n  suspend: true\n") }), step: "resume:",
            changed: ["kustomization.yaml": "suspend: false"], words: "Job/report resumed ("),
        ActionCase(
            files: inBase(of("StatefulSet")), step: "scale: {by: 2}", changed: ["kustomization.yaml": "count: 5"],
            words: "replicas 3 → 5 ("),
        ActionCase(
            files: inBase(rollout), step: "scale: {by: 2}", changed: ["kustomization.yaml": "replicas: 5"],
            words: "replicas 3 → 5 ("),
        ActionCase(
            files: inBase(of("DaemonSet")), step: "scale: {by: 2}", changed: [:],
            words: "this does not apply to DaemonSet/shop"),
        ActionCase(
            files: inBase(memory), step: "restart:", changed: ["kustomization.yaml": restarted],
            words: "Deployment/shop restarted (", isUndone: false),
        ActionCase(
            files: inBase(of("DaemonSet")), step: "restart:", changed: ["kustomization.yaml": restarted],
            words: "DaemonSet/shop restarted (", isUndone: false),
        ActionCase(
            files: inBase(rollout), step: "restart:",
            changed: ["kustomization.yaml": "restartAt: \"2027-01-15T08:01:00Z\""], words: "Rollout/shop restarted (",
            isUndone: false),
        ActionCase(
            files: inBase(memory), step: "resources: {memory: x1.5}", changed: ["kustomization.yaml": "memory: 768Mi"],
            words: "limits.memory 512Mi → 768Mi, requests.memory 512Mi → 768Mi ("),
        ActionCase(
            files: inBase(of("StatefulSet")), step: "resources: {cpu: x2}",
            changed: ["kustomization.yaml": "cpu: 500m"], words: "requests.cpu 250m → 500m ("),
        ActionCase(
            files: inBase(of("Rollout").mapValues { $0.replacing("apps/v1", with: "argoproj.io/v1alpha1") }),
            step: "resources: {memory: x1.5}", changed: [:], words: "would replace a whole list"),
        ActionCase(
            files: inBase(rollout), step: "pause:", changed: ["kustomization.yaml": "paused: true"],
            words: "Rollout/shop paused ("),
    ]
}
