import Events
import FoundationEssentials
import GitOps
import ImageReference
import ManifestEdit
import RemoteGit

/// What may keep an application from being changed or rolled back, for a person.
struct CheckReport {
    let application: Application
    let time: Date
    let snapshot: Snapshot

    func text() throws(Undecided) -> String {
        var reading = JointReading()
        let manifests = try reading.read(ApplicationManifests(of: application, in: snapshot))
        let frozen = try reading.read(snapshot.isFrozen())
        let records = try reading.read(snapshot.healthyRecords(of: application.name))
        try reading.finish()
        guard let manifests, let frozen, let records else { return application.name }
        var findings: [String] = manifests.unreadable.map { "cannot be read: \($0)" }
        findings += manifests.absent.map { "is drawn in and does not exist: \($0)" }
        findings += manifests.remote.map { "is drawn in from elsewhere and not read: \($0)" }
        findings += unmatchedImages(manifests)
        if frozen { findings.append(Snapshot.freezeRule) }
        findings += try heldOpen()
        findings.append(newest(records))
        return "\(application.name) (\(application.path), \(manifests.own.count) manifests of its own)\n"
            + findings.map { "- \($0)" }.joined(separator: "\n")
    }

    private func unmatchedImages(_ manifests: ApplicationManifests) -> [String] {
        let repositories = Set(manifests.own.flatMap { $0.manifest.allImages() }.map(\.reference.repository))
        return repositories.filter { repository in
            !application.rule.images.contains { $0.match(repository, application.bindings) != nil }
        }.map { "the policy does not name the image \($0)" }.sorted()
    }

    private func heldOpen() throws(Undecided) -> [String] {
        let state: ApplicationState
        do {
            state = try snapshot.state(of: application)
        } catch {
            guard case .failed(let message) = error else { throw error }
            return [message]
        }
        let holds = state.holds.filter { $0.application == application.name }
        let open = state.episodes.filter { $0.application == application.name && $0.status != .closed }
        return holds.map { "\($0.version) is held off by \($0.by)" }
            + open.map { "an alert is open: \($0.rule), \($0.status.rawValue)" }
    }

    private func newest(_ records: HealthyRecords) -> String {
        guard let newest = records.newestFirst.first else { return "no healthy state is recorded" }
        let age = max(0, Int(time.timeIntervalSince(newest.finishedAt)))
        return "the newest healthy state is \(Duration.seconds(age).prometheus) old (commit \(newest.revision))"
    }
}
