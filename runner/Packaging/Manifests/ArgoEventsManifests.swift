/// Argo Events: a bus of its own, a source that listens to NATS, and sensors that post to the functions.
enum ArgoEventsManifests {
    private static let source = "gitops-nats"

    static func all(_ deployment: FunctionDeployment) -> [ManifestValue] {
        [bus, eventSource(deployment)]
            + deployment.handlers.flatMap { function in
                [sensor(function)] + KubernetesManifests.ofFunction(function, deployment)
            }
    }

    private static var bus: ManifestValue {
        [
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "EventBus",
            "metadata": ["name": "default"],
            "spec": ["jetstream": ["version": "latest", "replicas": 3]],
        ]
    }

    private static func eventSource(_ deployment: FunctionDeployment) -> ManifestValue {
        [
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "EventSource",
            "metadata": ["name": .text(source)],
            "spec": [
                "nats": .map(
                    deployment.handlers.map { function in
                        .init(
                            key: function.name,
                            value: [
                                "url": "nats://nats.nats.svc.cluster.local:4222",
                                "subject": .text(function.subject),
                                // One of several copies of the source gets each event.
                                "queue": "gitops-functions",
                                "jsonBody": true,
                            ])
                    })
            ],
        ]
    }

    private static func sensor(_ function: PackagedProgram) -> ManifestValue {
        let http: ManifestValue = [
            "url": "http://\(function.name)/",
            "method": "POST",
            "headers": ["Content-Type": "application/json"],
            "payload": .list(payload(of: function)),
            "timeout": 60,
        ]
        return [
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "Sensor",
            "metadata": ["name": .text(function.name)],
            "spec": [
                "dependencies": [
                    ["name": "event", "eventSourceName": .text(source), "eventName": .text(function.name)]
                ],
                "triggers": [
                    [
                        "template": ["name": .text(function.name), "http": http],
                        // A function that is away, or wants to be asked again, answers with a status of 500 or more.
                        "retryStrategy": ["steps": 10, "duration": "1s", "factor": 2],
                        "atLeastOnce": true,
                    ]
                ],
            ],
        ]
    }

    /// A sensor puts a payload together from parts of the event. What has a name of its own in every event is taken by
    /// it; the rest is sent whole, under `body`, where the functions look for it.
    private static func payload(of function: PackagedProgram) -> [ManifestValue] {
        guard function.subject.hasSuffix(".image") else {
            return [["src": ["dependencyName": "event", "dataKey": "body", "useRawData": true], "dest": "body"]]
        }
        return ["image", "tag"].map { field in
            ["src": ["dependencyName": "event", "dataKey": "body.\(field)"], "dest": .text(field)]
        }
    }
}
