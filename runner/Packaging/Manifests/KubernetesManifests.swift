/// Plain Kubernetes.
enum KubernetesManifests {
    /// The runner, which takes the events of these handlers from NATS.
    static func ofRunner(_ deployment: FunctionDeployment) -> [ManifestValue] {
        let runner = PackagedProgram.ofRunner
        let handlers = deployment.handlers.map(\.name).joined(separator: ",")
        let container = Pod.container(
            runner.name, image: deployment.image(of: runner),
            [
                "args": ["subscribe", "--handlers", .text(handlers)],
                "env": deployment.variables([natsURL]),
                "envFrom": [busSettings],
            ])
        return [
            [
                "apiVersion": "apps/v1",
                "kind": "Deployment",
                "metadata": ["name": "gitops-runner", "labels": Pod.labels(runner)],
                "spec": ManifestValue.map([.init(key: "replicas", value: 2)])
                    .adding(Pod.workload(runner, containers: [container] + ticks(deployment))),
            ],
            networkPolicy(runner),
        ]
    }

    private static let natsURL: ManifestValue = [
        "name": "NATS_URL", "value": "nats://nats.nats.svc.cluster.local:4222",
    ]

    /// Publishes a tick a minute beside the runner, if a handler waits for it. Of all copies' ticks the stream stores one.
    private static func ticks(_ deployment: FunctionDeployment) -> [ManifestValue] {
        guard deployment.handlers.contains(where: \.takesTicks) else { return [] }
        return [
            Pod.container(
                "tick", image: deployment.image(of: .ofRunner),
                ["args": ["tick", "--every", "60"], "env": [natsURL], "envFrom": [busSettings]],
                mounts: [Pod.temporaryMount])
        ]
    }

    /// Whatever else is to be found in the environment, as NATS_USER and NATS_PASSWORD.
    private static let busSettings: ManifestValue = [
        "secretRef": ["name": "\(FunctionDeployment.secret)-bus", "optional": true]
    ]

    /// Nobody calls the runner, and it calls few.
    private static func networkPolicy(_ runner: PackagedProgram) -> ManifestValue {
        [
            "apiVersion": "networking.k8s.io/v1",
            "kind": "NetworkPolicy",
            "metadata": ["name": "gitops-runner", "labels": Pod.labels(runner)],
            "spec": [
                "podSelector": ["matchLabels": Pod.labels(runner)],
                "policyTypes": ["Ingress", "Egress"],
                "ingress": [],
                "egress": [
                    ["ports": [["port": 53, "protocol": "UDP"], ["port": 53, "protocol": "TCP"]]],
                    ["ports": [["port": 4222, "protocol": "TCP"]]],
                    ["ports": [["port": 443, "protocol": "TCP"], ["port": 80, "protocol": "TCP"]]],
                ],
            ],
        ]
    }

    /// A function that serves HTTP, and the service by which it is called.
    static func ofFunction(_ function: PackagedProgram, _ deployment: FunctionDeployment) -> [ManifestValue] {
        let drain: ManifestValue = ["name": "GITOPS_DRAIN", "value": "\(FunctionDeployment.drainSeconds)"]
        let container = Pod.container(
            function.name, image: deployment.image(of: function),
            [
                "ports": [["name": "http", "containerPort": .number(FunctionDeployment.port)]],
                "env": deployment.variables([drain]),
                "readinessProbe": ["httpGet": ["path": "/health/readiness", "port": "http"], "periodSeconds": 2],
                "livenessProbe": ["httpGet": ["path": "/health/liveness", "port": "http"]],
            ])
        return [
            [
                "apiVersion": "apps/v1",
                "kind": "Deployment",
                "metadata": ["name": .text(function.name), "labels": Pod.labels(function)],
                "spec": Pod.workload(function, containers: [container]),
            ],
            [
                "apiVersion": "v1",
                "kind": "Service",
                "metadata": ["name": .text(function.name), "labels": Pod.labels(function)],
                "spec": [
                    "selector": Pod.labels(function),
                    "ports": [["name": "http", "port": 80, "targetPort": "http"]],
                ],
            ],
        ]
    }
}
