import AlertRemediator
import Events
import Foundation
import RemoteGit
import Testing

@testable import GitOps

/// A repository to which events happen, one after the other, without a server.
struct Story {
    static let start = Date(timeIntervalSince1970: 1_800_000_000)
    static let fingerprint = "8a07086b74f3ba78"

    static let applications = """
        version: 1
        applications:
        - name: "{app}-{env}"
          path: "apps/{app}/overlays/{env}"
          matrix: {env: [stage, prod]}
          replicas: {min: 2, max: 10}

        """

    static let rule = """
        remediations:
        - name: scale-out
          when: ['alertname="HighCPU"', 'severity=~"warning|critical"']
          application: "{app}-{env}"
          steps:
          - scale: {by: 2}
          - scale: {by: 3}
          settle: 5m
          cooldown: 10m
          undo: {after: 30m, whenFlapping: 1h}

        """

    static let deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: shop}
        spec:
          replicas: 3 # as measured
          template:
            spec:
              containers:
              - name: app
                image: registry.example.com/shop:v1

        """

    /// A base that has the number, and an overlay that has none.
    static let shop = [
        "apps/shop/base/deployment.yaml": deployment,
        "apps/shop/base/kustomization.yaml": "resources: [deployment.yaml]\n",
        "apps/shop/overlays/prod/kustomization.yaml": "resources:\n- ../../base\n",
    ]

    static let overlay = "apps/shop/overlays/prod/kustomization.yaml"
    static let state = "apps/shop/overlays/prod/.gitops-state"

    /// The branch.
    var revision: Revision
    /// What the last event came to.
    private(set) var outcome = Outcome(.unchanged, "nothing has happened", handler: "alert-remediator")

    init(_ rules: String = Self.rule, _ files: [String: String] = Self.shop, applications: String = applications) throws
    {
        var contents: [RepositoryPath: [UInt8]] = [:]
        for (path, text) in files { contents[try #require(RepositoryPath(path))] = Array(text.utf8) }
        contents[PolicyFile.pathInRepository] = Array((applications + rules).utf8)
        revision = try Revision(files: contents)
    }

    // MARK: Events

    /// An alert of shop-prod that began so many minutes after the start of the story.
    static func alert(
        _ status: Alert.Status = .firing,
        began minutes: Double = 0,
        name: String = "HighCPU",
        labels: [String: String] = [:],
        fingerprint: String = fingerprint,
        ended: Double? = nil
    ) -> Alert {
        let own = ["alertname": name, "app": "shop", "env": "prod", "severity": "warning"]
        return Alert(
            status: status, labels: own.merging(labels) { $1 }, fingerprint: fingerprint,
            startsAt: time(minutes), endsAt: ended.map(time))
    }

    static func time(_ minutes: Double) -> Date { start.addingTimeInterval(minutes * 60) }

    /// Alerts arrive.
    @discardableResult
    mutating func deliver(_ alerts: Alert..., at minutes: Double) throws -> Outcome {
        try happen(.alerts(AlertDelivery(alerts: alerts)), at: minutes)
    }

    /// The time is so many minutes after the start.
    @discardableResult
    mutating func tick(at minutes: Double) throws -> Outcome { try happen(.tick, at: minutes) }

    @discardableResult
    mutating func happen(_ payload: RemediationEvent, at minutes: Double) throws -> Outcome {
        let event = Event(
            identity: EventIdentity(body: Array("\(payload) \(minutes)".utf8)), time: Self.time(minutes),
            payload: payload)
        let pending = PendingEvent(event, for: AlertRemediator())
        let signature = try CommitDraft.Signature("Tester <t@example.com>")
        let group = GroupDecision([pending], on: revision, policy: nil, policies: PolicyCache()) { event, message in
            CommitDraft(message: message, signature: signature, authored: event.time, committed: event.time)
        }
        #expect(group.missing.isEmpty)
        revision = group.chain
        outcome = Outcome(try #require(group.results.first), of: pending)
        return outcome
    }

    /// Somebody else changes a file.
    mutating func edit(_ path: String, _ text: String?) throws {
        let date = Self.start
        let draft = CommitDraft(
            message: "By hand\n", signature: try CommitDraft.Signature("Somebody <s@example.com>"), authored: date,
            committed: date)
        let path = try #require(RepositoryPath(path))
        _ = try revision.commit([.init(path: path, content: text.map { Array($0.utf8) })], draft)
    }

    // MARK: What there is

    /// How many commits were made.
    var commits: Int { revision.ledger.count - 1 }

    /// The message of the last commit.
    var message: String { revision.ledger.first?.message ?? "" }

    func text(_ path: String = Self.overlay) throws -> String? {
        guard case .file(let content, executable: _) = revision.lookup(try #require(RepositoryPath(path))) else {
            return nil
        }
        return String(decoding: content, as: UTF8.self)
    }

    /// The number of replicas in the overlay; `nil` if it has none of its own.
    var replicas: Int? {
        get throws {
            guard let count = try text()?.firstMatch(of: /count: (\d+)/)?.output.1 else { return nil }
            return Int(count)
        }
    }

    /// What is held open.
    var episodes: [ApplicationState.Episode] {
        get throws {
            guard let text = try text(Self.state) else { return [] }
            return try ApplicationState(reading: Array(text.utf8)).episodes
        }
    }

    /// All files.
    var files: [String: [UInt8]] {
        get throws {
            var files: [String: [UInt8]] = [:]
            for (path, content) in try Snapshot(revision).files(below: .root) { files["\(path)"] = content }
            return files
        }
    }
}
