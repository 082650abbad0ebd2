/// The parts of a pod that all manifests have: as little as possible is allowed, and only `/tmp` can be written to.
enum Pod {
    /// Where the secret is.
    static let secretDirectory = "/var/run/secrets/gitops-functions"

    /// What the container may do.
    private static let containerSecurity: ManifestValue = [
        "allowPrivilegeEscalation": false,
        "readOnlyRootFilesystem": true,
        "runAsNonRoot": true,
        "runAsUser": .number(ImageTree.user),
        "capabilities": ["drop": ["ALL"]],
        "seccompProfile": ["type": "RuntimeDefault"],
    ]

    /// What it may use. A cold start needs little of a processor, and a large repository little memory.
    private static let resources: ManifestValue = [
        "requests": ["cpu": "50m", "memory": "64Mi"],
        "limits": ["cpu": "1", "memory": "256Mi"],
    ]

    /// A container: what runs in it, and then what it may use, do and write to.
    ///
    /// - Parameter own: what it has besides, as arguments and settings.
    static func container(
        _ name: String, image: ManifestValue, _ own: ManifestValue, mounts: ManifestValue = mounts
    ) -> ManifestValue {
        let program: ManifestValue = ["name": .text(name), "image": image]
        return program.adding(own)
            .adding(["resources": resources, "securityContext": containerSecurity, "volumeMounts": mounts])
    }

    static let temporaryMount: ManifestValue = ["name": "tmp", "mountPath": "/tmp"]

    static let mounts: ManifestValue = [
        temporaryMount,
        ["name": "secret", "mountPath": .text(secretDirectory), "readOnly": true],
    ]

    static let volumes: ManifestValue = [
        ["name": "tmp", "emptyDir": ["sizeLimit": "256Mi"]],
        ["name": "secret", "secret": ["secretName": .text(FunctionDeployment.secret)]],
    ]

    /// The labels by which things find each other.
    static func labels(_ program: PackagedProgram) -> ManifestValue {
        ["app.kubernetes.io/name": .text(program.name), "app.kubernetes.io/part-of": "gitops-functions"]
    }

    /// A deployment's selector and the pods of it.
    static func workload(
        _ program: PackagedProgram, containers: [ManifestValue]
    ) -> ManifestValue {
        [
            "selector": ["matchLabels": labels(program)],
            "template": [
                "metadata": ["labels": labels(program)],
                "spec": [
                    "automountServiceAccountToken": false,
                    "enableServiceLinks": false,
                    "terminationGracePeriodSeconds": .number(FunctionDeployment.graceSeconds),
                    "securityContext": ["runAsNonRoot": true, "fsGroup": .number(ImageTree.user)],
                    "containers": .list(containers),
                    "volumes": volumes,
                ],
            ],
        ]
    }
}
