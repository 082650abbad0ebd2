import Events
import FoundationEssentials
import GitOps
import ImageUpdater
import RemoteGit
import Testing

/// A policy, the files of a repository, and an event: what is decided, without a server.
struct Scenario {
    static let policy = """
        version: 1
        applications:
        - name: "{app}-{env}"
          path: "apps/{app}/overlays/{env}"
          matrix: {env: [dev, stage, prod]}
          images: ["registry.example.com/*/{app}"]
          updates: {tags: {semver: ">=1.0.0 <2.0.0"}, downgrade: never}
          replicas: {min: 2, max: 10}
        remediations:
        - name: anything
          whatever: 1
        chat: {commands: {/deploy-fix: rollback}}

        """

    static let event = #"{"image":"registry.example.com/team/shop","tag":"v1.2.3"}"#

    static let deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: shop}
        spec:
          template:
            spec:
              containers:
              - name: app
                image: registry.example.com/team/shop:v1.0.0 # in step with CI

        """

    /// An overlay that sets the image itself.
    static let overlay = """
        resources:
        - ../../base
        images:
        - name: registry.example.com/team/shop
          newTag: v1.0.0

        """

    /// A base and three overlays.
    static let shop = [
        "apps/shop/base/deployment.yaml": deployment,
        "apps/shop/base/kustomization.yaml": "resources: [deployment.yaml]\n",
        "apps/shop/overlays/dev/kustomization.yaml": overlay,
        "apps/shop/overlays/stage/kustomization.yaml": overlay,
        "apps/shop/overlays/prod/kustomization.yaml": overlay,
    ]

    var policy: String? = Self.policy
    var files = Self.shop

    func decide(_ event: String = Self.event) throws -> Decision {
        var contents: [RepositoryPath: [UInt8]] = [:]
        for (path, text) in files { contents[try #require(RepositoryPath(path))] = Array(text.utf8) }
        if let policy { contents[PolicyFile.pathInRepository] = Array(policy.utf8) }
        let handler = ImageUpdater()
        let delivery = Delivery(body: Array(event.utf8), receivedAt: Date(timeIntervalSince1970: 1_800_000_000))
        return try handler.decide(
            try handler.decode(delivery, byteLimit: Delivery.standardByteLimit),
            in: Snapshot(try Revision(files: contents)))
    }
}

extension Decision {
    /// The proposal, if there is one.
    var proposal: Proposal? {
        if case .change(let proposal) = self { return proposal }
        return nil
    }

    /// The rules of refusals, of a whole event or of some applications.
    var rules: [String] {
        switch self {
        case .refused(let refusals): refusals.map(\.description)
        case .change(let proposal): Decision.refused(proposal.refused).rules
        case .unchanged: []
        }
    }

    /// The files with their new text.
    var texts: [String: String] {
        var texts: [String: String] = [:]
        for file in proposal?.files ?? [] {
            texts["\(file.path)"] = file.content.map { String(decoding: $0, as: UTF8.self) }
        }
        return texts
    }
}
