/// OpenFaaS: a stack file for `faas-cli`.
enum OpenFaaSManifests {
    /// OpenFaaS names the file of a secret after the secret.
    static let secret = "gitops-token"

    static func stack(_ deployment: FunctionDeployment) -> ManifestValue {
        [
            "version": "1.0",
            "provider": ["name": "openfaas", "gateway": "http://127.0.0.1:8080"],
            "functions": .map(
                deployment.handlers.map { .init(key: $0.name, value: function($0, deployment)) }),
        ]
    }

    /// The cron-connector calls the function, with nothing in the body.
    private static var ticks: ManifestValue {
        ["topic": "cron-function", "schedule": .text(FunctionDeployment.tickSchedule)]
    }

    private static func function(_ function: PackagedProgram, _ deployment: FunctionDeployment) -> ManifestValue {
        [
            "image": deployment.image(of: function),
            // The image is made by 'runner package'.
            "skip_build": true,
            "environment": [
                "GITOPS_REPOSITORY": .text(deployment.repository),
                "GITOPS_TOKEN_FILE": "/var/openfaas/secrets/\(secret)",
                "GITOPS_DRAIN": "\(FunctionDeployment.drainSeconds)",
                "PORT": "\(FunctionDeployment.port)",
                // How long OpenFaaS gives a function to end.
                "write_timeout": "60s",
            ],
            "secrets": [.text(secret)],
            "readonly_root_filesystem": true,
            "labels": ["com.openfaas.scale.max": "3"],
            "annotations": ManifestValue.map([
                .init(key: "com.openfaas.health.http.path", value: "/_/health"),
                .init(key: "com.openfaas.health.http.initialDelay", value: "1s"),
            ]).adding(function.takesTicks ? ticks : [:]),
            "requests": ["cpu": "50m", "memory": "64Mi"],
            "limits": ["cpu": "1000m", "memory": "256Mi"],
        ]
    }
}
