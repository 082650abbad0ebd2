/// The files of one application of a ``Monorepo``.
public struct MonorepoFiles: Sendable {
    /// The name, `app-00003`.
    public let name: String
    /// The image that the workload runs and the overlays set the tag of.
    public let image: String
    /// The tag of that image before any change.
    public static let firstTag = "v1.0.0"
    /// The overlays.
    public static let environments = ["dev", "stage", "prod"]

    private let team: String

    /// The files of the application with this number.
    public init(_ number: Int) {
        let digits = String(number)
        name = "app-" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
        team = "team-\(number % 17)"
        image = "registry.example.com/\(team)/\(name)"
    }

    /// The path of an overlay's `kustomization.yaml`.
    public func overlay(_ environment: String) -> String {
        "apps/\(name)/overlays/\(environment)/kustomization.yaml"
    }

    /// An overlay's `kustomization.yaml` with this tag.
    public func kustomization(environment: String, tag: String) -> String {
        """
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        namespace: \(environment)
        resources:
        - ../../base
        images:
        - name: \(image)
          newTag: \(tag)
        replicas:
        - name: \(name)
          count: \(environment == "prod" ? 4 : 1)

        """
    }

    /// The policy that covers every overlay of every application.
    public static let policy = """
        version: 1
        applications:
        - name: "{app}-{env}"
          path: "apps/{app}/overlays/{env}"
          matrix: {env: [\(environments.joined(separator: ", "))]}
          images: ["registry.example.com/*/{app}"]
          updates: {tags: {semver: ">=1.0.0"}, downgrade: never}

        """

    func all(using random: inout SplitMix64) -> [(path: String, text: String)] {
        let directory = "apps/\(name)"
        let overlays = Self.environments.map { environment in
            (path: overlay(environment), text: kustomization(environment: environment, tag: Self.firstTag))
        }
        return [
            (
                "\(directory)/base/deployment.yaml",
                deployment(proxyTag: "2.\(Int.random(in: 0..<40, using: &random)).1")
            ),
            ("\(directory)/base/kustomization.yaml", "resources:\n- deployment.yaml\n- service.yaml\n"),
            ("\(directory)/base/service.yaml", service),
            ("\(directory)/chart/values.yaml", values),
        ] + overlays
    }
}

extension MonorepoFiles {
    private func deployment(proxyTag: String) -> String {
        """
        # \(name) belongs to \(team)
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: \(name)
          labels: {app.kubernetes.io/name: \(name), team: "\(team)"}
        spec:
          replicas: 4   # alert-remediator scales this
          selector:
            matchLabels: {app.kubernetes.io/name: \(name)}
          template:
            metadata:
              labels:
                app.kubernetes.io/name: \(name)
            spec:
              initContainers:
              - name: schema
                image: "\(image)-schema:\(Self.firstTag)"
                args: [migrate, --wait]
              containers:
              - name: server
                image: \(image):\(Self.firstTag) # follows CI
                ports:
                - containerPort: 8080
                resources:
                  requests: {cpu: 100m, memory: 128Mi}
                  limits: {memory: 256Mi}
              - name: proxy
                image: registry.example.com/mesh/proxy:\(proxyTag)

        """
    }

    private var service: String {
        """
        apiVersion: v1
        kind: Service
        metadata:
          name: \(name)
        spec:
          selector: {app.kubernetes.io/name: \(name)}
          ports:
          - {port: 80, targetPort: 8080}

        """
    }

    private var values: String {
        """
        # Helm values of \(name)
        replicaCount: 2
        image:
          repository: \(image)
          # image-updater writes the next line
          tag: "\(Self.firstTag)"
          pullPolicy: IfNotPresent

        """
    }
}
