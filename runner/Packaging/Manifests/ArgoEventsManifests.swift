/// Argo Events: a bus of its own, a source that listens to NATS, and sensors that post to the functions.
enum ArgoEventsManifests {
    private static let source = "gitops-nats"
    private static let calendarSource = "gitops-calendar"

    static func all(_ deployment: FunctionDeployment) -> [ManifestValue] {
        [bus, eventSource(deployment)] + (deployment.handlers.contains(where: \.takesTicks) ? [calendar] : [])
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

    /// Says every minute that time has passed.
    private static var calendar: ManifestValue {
        [
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "EventSource",
            "metadata": ["name": .text(calendarSource)],
            "spec": ["calendar": ["tick": ["schedule": .text(FunctionDeployment.tickSchedule)]]],
        ]
    }

    private static func sensor(_ function: PackagedProgram) -> ManifestValue {
        var dependencies: [ManifestValue] = [
            ["name": "event", "eventSourceName": .text(source), "eventName": .text(function.name)]
        ]
        var triggers = [trigger(function, on: "event", payload: payload(of: function))]
        if function.takesTicks {
            dependencies.append(["name": "tick", "eventSourceName": .text(calendarSource), "eventName": "tick"])
            // The time in the data is written as Go prints it; the event's own is that of CloudEvents.
            let time: ManifestValue = ["src": ["dependencyName": "tick", "contextKey": "time"], "dest": "time"]
            triggers.append(trigger(function, on: "tick", payload: [time]))
        }
        return [
            "apiVersion": "argoproj.io/v1alpha1",
            "kind": "Sensor",
            "metadata": ["name": .text(function.name)],
            "spec": ["dependencies": .list(dependencies), "triggers": .list(triggers)],
        ]
    }

    /// Posts to the function when something has come. Without a condition it would wait for one of everything.
    private static func trigger(
        _ function: PackagedProgram, on dependency: String, payload: [ManifestValue]
    ) -> ManifestValue {
        let http: ManifestValue = [
            "url": "http://\(function.name)/",
            "method": "POST",
            "headers": ["Content-Type": "application/json"],
            "payload": .list(payload),
            "timeout": 60,
        ]
        return [
            "template": [
                "name": "\(function.name)-\(dependency)", "conditions": .text(dependency), "http": http,
            ],
            // A function that is away, or wants to be asked again, answers with a status of 500 or more.
            "retryStrategy": ["steps": 10, "duration": "1s", "factor": 2],
            "atLeastOnce": true,
        ]
    }

    /// A sensor puts a payload together from parts of the event. Alerts are sent whole, under `body`, where they are looked
    /// for; of other events the fields are.
    private static func payload(of function: PackagedProgram) -> [ManifestValue] {
        switch function.kind {
        case .image?: return fields("image", "tag")
        case .health?:
            return fields("application", "sync", "health", "phase") + optional("revision", "finishedAt", "healthSince")
        case .chat?:
            return fields("command", "user_id") + optional("text", "team_id", "channel_id", "trigger_id")
        case .alert?, .tick?, nil:
            return [["src": ["dependencyName": "event", "dataKey": "body", "useRawData": true], "dest": "body"]]
        }
    }

    private static func fields(_ names: String...) -> [ManifestValue] {
        names.map { ["src": ["dependencyName": "event", "dataKey": "body.\($0)"], "dest": .text($0)] }
    }

    /// Without a value, a sensor gives up on an event that lacks a field.
    private static func optional(_ names: String...) -> [ManifestValue] {
        names.map { ["src": ["dependencyName": "event", "dataKey": "body.\($0)", "value": ""], "dest": .text($0)] }
    }
}
