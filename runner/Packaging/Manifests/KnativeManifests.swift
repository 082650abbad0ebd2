/// Knative: a service that goes down to nothing, and a trigger that sends it events of a broker.
enum KnativeManifests {
    static func of(_ function: PackagedProgram, _ deployment: FunctionDeployment) -> [ManifestValue] {
        [service(function, deployment), trigger(function)] + (function.takesTicks ? [ticks(function)] : [])
    }

    /// Calls the function at every tick, with the time and nothing else.
    private static func ticks(_ function: PackagedProgram) -> ManifestValue {
        [
            "apiVersion": "sources.knative.dev/v1",
            "kind": "PingSource",
            "metadata": ["name": "\(function.name)-tick", "labels": Pod.labels(function)],
            "spec": ["schedule": .text(FunctionDeployment.tickSchedule), "sink": ["ref": reference(function)]],
        ]
    }

    private static func reference(_ function: PackagedProgram) -> ManifestValue {
        ["apiVersion": "serving.knative.dev/v1", "kind": "Service", "name": .text(function.name)]
    }

    private static func service(_ function: PackagedProgram, _ deployment: FunctionDeployment) -> ManifestValue {
        let container = Pod.container(
            function.name, image: deployment.image(of: function),
            [
                // Knative says by PORT which one it wants.
                "ports": [["containerPort": .number(FunctionDeployment.port)]],
                "env": deployment.variables(),
                "readinessProbe": ["httpGet": ["path": "/health/readiness"]],
            ])
        return [
            "apiVersion": "serving.knative.dev/v1",
            "kind": "Service",
            "metadata": ["name": .text(function.name), "labels": Pod.labels(function)],
            "spec": [
                "template": [
                    "metadata": [
                        "labels": Pod.labels(function),
                        // One process decides many events on one connection; few of them do what many would.
                        "annotations": ["autoscaling.knative.dev/max-scale": "3"],
                    ],
                    "spec": [
                        "automountServiceAccountToken": false,
                        "enableServiceLinks": false,
                        "containerConcurrency": 100,
                        "timeoutSeconds": 60,
                        "containers": [container],
                        "volumes": Pod.volumes,
                    ],
                ]
            ],
        ]
    }

    private static func trigger(_ function: PackagedProgram) -> ManifestValue {
        [
            "apiVersion": "eventing.knative.dev/v1",
            "kind": "Trigger",
            "metadata": ["name": .text(function.name), "labels": Pod.labels(function)],
            "spec": [
                "broker": "default",
                // Also so that the outcomes, which come back to the broker as events, are not sent to the function.
                "filters": [["any": .list(function.eventTypes.map { ["prefix": ["type": .text($0)]] })]],
                "subscriber": ["ref": reference(function)],
                "delivery": ["retry": 10, "backoffPolicy": "exponential", "backoffDelay": "PT1S", "timeout": "PT60S"],
            ],
        ]
    }
}
