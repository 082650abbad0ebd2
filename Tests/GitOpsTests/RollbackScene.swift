import Events
import FoundationEssentials
import RemoteGit
import Testing

@testable import GitOps

/// A history of one application beside another, in memory: what is deployed, and what of it was recorded as healthy.
struct RollbackScene {
    static let name = "shop-prod"
    static let directory = "apps/shop/overlays/prod"
    static let image = "registry.example.com/shop"
    /// When everything began; each deployment is an hour later.
    static let start = Date(timeIntervalSince1970: 1_800_000_000)

    private(set) var revision: Revision
    private(set) var hours = 0

    init(policy: String = policy) throws {
        revision = try Revision(texts: [
            ".gitops.yaml": policy, "apps/shop/base/deployment.yaml": "kind: Deployment\n",
            "apps/shop/base/kustomization.yaml": "resources: [deployment.yaml]\n",
            "apps/shop/overlays/dev/kustomization.yaml": "resources: [../../base]\n",
            "apps/other/app.yaml": "a: 1\n", "\(Self.directory)/kustomization.yaml": Self.kustomization("v1", 3),
        ])
    }

    static let policy =
        "version: 1\napplications:\n"
        + "- {name: '{a}-{e}', path: 'apps/{a}/overlays/{e}', matrix: {e: [dev, prod]}, images: ['registry.example.com/{a}']}\n"

    static func kustomization(_ tag: String, _ replicas: Int) -> String {
        """
        resources: [../../base]
        images:
        - {name: \(image), newTag: \(tag)}
        replicas: [{name: shop, count: \(replicas)}]

        """
    }

    // MARK: Telling the history

    /// A commit of these files of the application, its time an hour after the one before.
    ///
    /// - Parameter isNamed: whether it says that it is of the application.
    mutating func deploy(
        _ tag: String,
        replicas: Int = 3,
        files: [String: String?] = [:],
        isNamed: Bool = true
    ) throws {
        var texts: [String: String?] = ["kustomization.yaml": Self.kustomization(tag, replicas)]
        texts.merge(files) { $1 }
        try write(Dictionary(uniqueKeysWithValues: texts.map { ("\(Self.directory)/\($0.key)", $0.value) }), isNamed)
    }

    mutating func write(_ texts: [String: String?], _ isNamed: Bool = false) throws {
        hours += 1
        let changes = try texts.sorted { $0.key < $1.key }.map {
            Revision.FileChange(path: try #require(RepositoryPath($0.key)), content: $0.value.map { Array($0.utf8) })
        }
        var draft = try CommitDraft.sample
        draft.message = "Change\n" + (isNamed ? "\nGitops-Application: \(Self.name)\n" : "")
        _ = try revision.commit(changes, draft)
    }

    /// Records what is deployed as healthy, as of now.
    mutating func recordHealthy() throws {
        let path = try #require(RepositoryPath(Self.directory))
        guard case .found(let entry) = revision.entry(path) else {
            Issue.record("there is no directory")
            return
        }
        let record = HealthyRecord(finishedAt: now, revision: revision.id, tree: entry.id)
        let manifests = try ApplicationManifests(of: application, in: snapshot)
        let (entries, files) = try snapshot.healthyRecords(of: Self.name).adding(
            record, outside: OutsideFiles(of: manifests, in: snapshot))
        _ = try revision.commit(on: .healthyRecords, files, entries: entries, .sample)
    }

    mutating func apply(_ plan: RollbackPlan) throws {
        hours += 1
        _ = try revision.commit(plan.files, entries: plan.entries, .sample)
    }

    // MARK: Asking

    var now: Date { Self.start.addingTimeInterval(Double(hours) * 3600) }
    var snapshot: Snapshot { Snapshot(revision) }

    var application: Application {
        get throws {
            let policy = try #require(try snapshot.policy())
            let search = try ApplicationSearch(policy, in: snapshot).applications(named: Self.name)
            return try #require(search.applications.first)
        }
    }

    func rollback(to target: Rollback.Target = .lastHealthy, soak: TimeInterval = 0) throws -> Rollback.Result {
        var rollback = Rollback(
            of: try application, to: target, by: "U1", event: EventIdentity(source: "chat", id: "1"), time: now)
        rollback.soak = soak
        return try rollback.result(in: snapshot)
    }

    func plan(to target: Rollback.Target = .lastHealthy, soak: TimeInterval = 0) throws -> RollbackPlan {
        switch try rollback(to: target, soak: soak) {
        case .plan(let plan): return plan
        case .refused(let sentence): throw RefusedRollback(sentence: sentence)
        }
    }

    func refusal(to target: Rollback.Target = .lastHealthy, soak: TimeInterval = 0) throws -> String {
        guard case .refused(let sentence) = try rollback(to: target, soak: soak) else { return "it is not refused" }
        return sentence
    }

    /// The tag that is deployed.
    var tag: String {
        get throws {
            let path = try #require(RepositoryPath("\(Self.directory)/kustomization.yaml"))
            let text = String(decoding: try #require(try snapshot.file(path)), as: UTF8.self)
            return String(text.split(separator: "newTag: ").last?.prefix { $0 != "}" } ?? "")
        }
    }

    var state: ApplicationState { get throws { try snapshot.state(of: application) } }
}

struct RefusedRollback: Error {
    let sentence: String
}
