import Events
import FoundationEssentials
import GitOps
import ManifestEdit
import RemoteGit

/// What an application is at, for a person.
struct StatusReport {
    let application: Application
    let time: Date
    let snapshot: Snapshot

    func text() throws(Undecided) -> String {
        var reading = JointReading()
        let manifests = try reading.read(ApplicationManifests(of: application, in: snapshot))
        let state = try reading.read(snapshot.state(of: application))
        let records = try reading.read(snapshot.healthyRecords(of: application.name))
        let waiting = try reading.read(PendingCommands(in: snapshot))
        try reading.finish()
        guard let manifests, let state, let records, let waiting else { return application.name }
        var lines = ["\(application.name) (\(application.path))"]
        lines += images(manifests).map { "image: \($0)" }
        lines += replicas(manifests.workloads).map { "replicas: \($0)" }
        lines += state.holds.filter { $0.application == application.name }.map { hold in
            "held off: \(hold.version), since \(RFC3339.text(from: hold.since)) by \(hold.by)"
        }
        lines += state.episodes.filter { $0.application == application.name }.map { episode in
            "alert: \(episode.rule) is \(episode.status.rawValue), step \(episode.step)"
        }
        lines += records.newestFirst.prefix(3).map { record in
            "healthy: \(RFC3339.text(from: record.finishedAt)) (commit \(record.revision))"
        }
        lines += waiting.commands(on: application.name).filter { time <= $0.until }.map { command in
            "waits for approval until \(command.end): \(command.typed.command) \(command.typed.text), "
                + "asked for by \(command.typed.user), code \(command.code)"
        }
        let history = ApplicationHistory(of: application.name, in: snapshot.revision.ledger)
        lines += history.entries.prefix(5).map { "change: \(text($0))" }
        return lines.joined(separator: "\n")
    }

    private func images(_ manifests: ApplicationManifests) -> [String] {
        let own = manifests.own.flatMap { $0.manifest.allImages() }.map { "\($0.reference)" }
        let all = own.isEmpty ? manifests.drawnIn.flatMap { $0.manifest.allImages() }.map { "\($0.reference)" } : own
        return Set(all).sorted()
    }

    private func replicas(_ workloads: WorkloadManifests) -> [String] {
        workloads.workloads.compactMap { workload in
            guard let scale = try? workloads.scale(of: workload) else { return nil }
            let least = scale.autoscaler == nil ? "" : " or more (an autoscaler decides)"
            return "\(workload.label) \(scale.count)\(least)"
        }
    }

    private func text(_ change: HandledChange) -> String {
        let event = change.event.map { ", \($0)" } ?? ""
        let approver = change.approver.map { ", approved by \($0)" } ?? ""
        let actor = (change.actor.map { ", asked for by \($0)" } ?? "") + approver
        return "\(change.time) \(change.commit.prefix(12)) \(change.subject) (\(change.handler ?? "?")\(event)\(actor))"
    }
}
