import Events
import RemoteGit
import Testing

@testable import GitOps

/// A shop with a standby and a route in directories of their own.
enum FailoverStory {
    static let applications = """
        version: 1
        applications:
        - name: "{app}-{env}"
          path: "apps/{app}/overlays/{env}"
          matrix: {env: [prod, west]}
          replicas: {min: 2, max: 10}
        - name: "{app}-standby"
          path: "standby/{app}"
          replicas: {min: 1, max: 6}
        - name: "{app}-route"
          path: "routes/{app}"

        """

    static let steps = """
          - failover:
              name: to-standby
              edits:
              - {application: "{app}-standby", scale: {atLeast: 5}}
              - {application: "{app}-route", file: route.yaml, field: "spec.rules[0].backendRefs[prod].weight", value: 0}
              - {application: "{app}-route", file: route.yaml, field: "spec.rules[0].backendRefs[standby].weight", value: 100}

        """

    /// The failover of either overlay, and scaling of whatever suffers.
    static func rules(_ steps: String = steps, extra: String = "") -> String {
        Story.rule
            + """
            - name: to-standby
              when: [alertname=Down]
              application: "{app}-{env}"
              steps:
            \(steps)  settle: 5m
              cooldown: 10m
              undo: {after: 30m}
            \(extra)
            """.replacing("\n\n", with: "\n")
    }

    static let standby = "standby/shop/app.yaml"
    static let standbyState = "standby/shop/.gitops-state"
    static let route = "routes/shop/route.yaml"
    static let routeState = "routes/shop/.gitops-state"

    static let weights = """
        kind: HTTPRoute
        metadata: {name: shop}
        spec:
          rules:
          - backendRefs:
            - {name: prod, weight: 100}
            - {name: standby, weight: 0} # cold

        """

    static let files = Story.shop.merging([
        "apps/shop/overlays/west/kustomization.yaml": "resources:\n- ../../base\n",
        standby: Story.deployment.replacing("replicas: 3", with: "replicas: 1"),
        route: weights,
    ]) { $1 }

    static func story(
        _ steps: String = steps,
        extra: String = "",
        files: [String: String] = files,
        applications: String = applications
    ) throws -> Story {
        try Story(rules(steps, extra: extra), files, applications: applications)
    }

    /// The shop is down, or not any more.
    static func down(
        _ status: Alert.Status = .firing,
        began minutes: Double = 0,
        env: String = "prod",
        fingerprint: String? = nil
    ) -> Alert {
        Story.alert(
            status, began: minutes, name: "Down", labels: ["env": env], fingerprint: fingerprint ?? "down-\(env)")
    }

    /// The standby suffers, or not any more.
    static func busy(_ status: Alert.Status = .firing, began minutes: Double = 0) -> Alert {
        Story.alert(status, began: minutes, labels: ["env": "standby"], fingerprint: "busy")
    }
}

extension Story {
    /// The standby's number of replicas.
    var standbyReplicas: Int? {
        get throws {
            try text(FailoverStory.standby)?.firstMatch(of: /replicas: (\d+)/).flatMap { Int($0.output.1) }
        }
    }

    /// The weights of the route: to the shop, and to its standby.
    var weights: [String] {
        get throws {
            try text(FailoverStory.route)?.matches(of: /weight: (\d+)/).map { String($0.output.1) } ?? []
        }
    }

    /// What is held open beside a file.
    func episodes(in path: String) throws -> [ApplicationState.Episode] {
        guard let text = try text(path) else { return [] }
        return try ApplicationState(reading: Array(text.utf8)).episodes
    }

    /// All files, as texts.
    var texts: [String: String] {
        get throws { try files.mapValues { String(decoding: $0, as: UTF8.self) } }
    }
}
