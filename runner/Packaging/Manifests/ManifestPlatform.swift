import ArgumentParser

/// What functions can be deployed to.
enum ManifestPlatform: String, CaseIterable, Sendable, ExpressibleByArgument {
    case knative
    case openfaas
    case argoEvents = "argo-events"
    case kubernetes
    case lambda

    /// All that the platform has to be told.
    func documents(_ deployment: FunctionDeployment) -> [ManifestValue] {
        switch self {
        case .knative: deployment.handlers.flatMap { KnativeManifests.of($0, deployment) }
        case .openfaas: [OpenFaaSManifests.stack(deployment)]
        case .argoEvents: ArgoEventsManifests.all(deployment)
        case .kubernetes: KubernetesManifests.ofRunner(deployment)
        case .lambda: [LambdaManifests.template(deployment)]
        }
    }

    /// What has to be there before, and what to look at, for people.
    var introduction: String {
        switch self {
        case .knative:
            """
            Knative Serving, and Knative Eventing with a broker 'default' in this namespace. The repository's token:
              kubectl create secret generic \(FunctionDeployment.secret) --from-file=token=TOKENFILE
            A trigger takes events by their types: set them to those of your senders. A PingSource says each minute that time
            has passed.
            """
        case .openfaas:
            """
            For faas-cli deploy. The repository's token:
              faas-cli secret create \(OpenFaaSManifests.secret) --from-file=TOKENFILE
            A function with a schedule is called by OpenFaaS's cron-connector, which has to be installed.
            """
        case .argoEvents:
            """
            Argo Events takes events from NATS and posts them to the functions. The repository's token:
              kubectl create secret generic \(FunctionDeployment.secret) --from-file=token=TOKENFILE
            """
        case .kubernetes:
            """
            The runner takes events from NATS and handles them itself. The repository's token:
              kubectl create secret generic \(FunctionDeployment.secret) --from-file=token=TOKENFILE
            The network policy lets it reach DNS, NATS, and HTTPS and HTTP anywhere: narrow it to your Git server.
            """
        case .lambda:
            """
            AWS CloudFormation. The image has to be in a repository of ECR in the same region, and the token of the Git
            repository in Secrets Manager, as the key 'token' of a secret whose name is a parameter.
            """
        }
    }

    /// The text of the manifests: the introduction as comments, and the documents.
    func text(_ deployment: FunctionDeployment) -> String {
        let comments = introduction.split(separator: "\n").map { "# \($0)\n" }.joined()
        return comments + documents(deployment).map(\.yaml).joined(separator: "---\n")
    }
}
