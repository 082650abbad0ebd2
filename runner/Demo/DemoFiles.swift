/// The files of the demo's repository.
enum DemoFiles {
    /// The commit that the repository starts with.
    static let first = DemoEdit(
        author: "Ada Example <ada@example.com>", message: "Add my-awesome-app and nightly-report",
        files: [
            (".gitops.yaml", policy),
            ("apps/my-awesome-app/base/kustomization.yaml", "resources:\n- deployment.yaml\n"),
            ("apps/my-awesome-app/base/deployment.yaml", deployment("my-awesome-app", image)),
            overlay("dev", tag: "v1.2.2"),
            overlay("stage", tag: "v1.2.2"), overlay("prod", tag: "v1.2.2"),
            (
                "apps/nightly-report/deployment.yaml",
                deployment("nightly-report", "\(teamImage):v1.2.0@sha256:" + String(repeating: "0", count: 64))
            ),
        ])

    private static let image = "registry.example.com/my-awesome-app"
    private static let teamImage = "registry.example.com:5000/team/nightly-report"

    private static let policy = """
        version: 1
        applications:
        - name: "{app}-{env}"
          path: "apps/{app}/overlays/{env}"
          matrix: {env: [dev, stage, prod]}
          images: ["registry.example.com/{app}"]
          updates: {tags: {semver: ">=1.0.0 <2.0.0"}, downgrade: never}
        - name: nightly-report
          path: apps/nightly-report
          images: ["registry.example.com:5000/team/nightly-report"]
          updates: {tags: any}

        """

    /// The Kustomization of an environment.
    static func overlay(_ environment: String, tag: String, digest: String? = nil) -> (path: String, text: String) {
        let text = """
            resources:
            - ../../base
            namespace: \(environment)
            images:
            - name: \(image)
              newTag: \(tag) # follows CI

            """ + (digest.map { "  digest: \($0)\n" } ?? "")
        return ("apps/my-awesome-app/overlays/\(environment)/kustomization.yaml", text)
    }

    private static func deployment(_ name: String, _ image: String) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: \(name)
        spec:
          selector:
            matchLabels: {app: \(name)}
          template:
            metadata:
              labels: {app: \(name)}
            spec:
              containers:
              - name: server
                image: \(image)

        """
    }
}
