import GitOps
import RemoteGit
import Testing

extension Story {
    /// Argo CD has seen what is there healthy.
    mutating func recordHealthy(at minutes: Double) throws {
        let path = try #require(RepositoryPath("apps/shop/overlays/prod"))
        guard case .found(let entry) = revision.entry(path) else {
            Issue.record("there is no directory")
            return
        }
        let record = HealthyRecord(finishedAt: Self.time(minutes), revision: revision.id, tree: entry.id)
        let snapshot = Snapshot(revision)
        let policy = try #require(try snapshot.policy())
        let application = try #require(
            try ApplicationSearch(policy, in: snapshot).applications(named: "shop-prod").applications.first)
        let (entries, files) = try snapshot.healthyRecords(of: "shop-prod").adding(
            record, outside: OutsideFiles(of: ApplicationManifests(of: application, in: snapshot), in: snapshot))
        let draft = CommitDraft(
            message: "Healthy\n", signature: try CommitDraft.Signature("Tester <t@example.com>"),
            authored: Self.time(minutes), committed: Self.time(minutes))
        _ = try revision.commit(on: .healthyRecords, files, entries: entries, draft)
    }

    /// The images that are held off.
    var holds: [ApplicationState.Hold] {
        get throws {
            guard let text = try text(Self.state) else { return [] }
            return try ApplicationState(reading: Array(text.utf8)).holds
        }
    }
}
