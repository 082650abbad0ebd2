/// Manifests of an application, of every kind that actions know.
extension ActionCase {
    static let directory = "apps/shop/overlays/prod/"

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
}
