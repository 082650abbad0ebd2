import Events
import FoundationEssentials
import GitOps
import RemoteGit

/// A report that says that an application is healthy after a sync.
struct HealthyReport {
    let revisions: [ObjectID]
    let finishedAt: Date

    /// Why an event is not such a report.
    struct Reason: Error {
        let sentence: String
    }

    /// Reads an event: only what is synced, healthy and done with is worth going back to.
    static func read(_ event: HealthEvent) -> Result<HealthyReport, Reason> {
        let words = [
            ("sync", event.sync, "Synced"), ("health", event.health, "Healthy"), ("phase", event.phase, "Succeeded"),
        ]
        if let (what, _, wanted) = words.first(where: { $0.1 != $0.2 }) {
            return .failure(Reason(sentence: "not recorded: the \(what) is not \(wanted)"))
        }
        guard let finishedAt = event.finishedAt else {
            return .failure(Reason(sentence: "not recorded: the operation has not finished"))
        }
        // Health is judged after a sync. What is older is of the state before.
        if let since = event.healthSince, since < finishedAt {
            return .failure(Reason(sentence: "not recorded: the health is of the time before the sync finished"))
        }
        let revisions = event.revisions.compactMap { ObjectID(hex: $0) }
        return .success(HealthyReport(revisions: revisions, finishedAt: finishedAt))
    }

    /// The commit of the branch that was synced: of several sources, the one that is this repository. A commit that is not
    /// in the branch's history is none, even if the server has it: anybody can have pushed that.
    func commit(in snapshot: Snapshot) throws(Undecided) -> StoredCommit? {
        for revision in revisions {
            if let commit = try snapshot.commit(revision) { return commit }
        }
        return nil
    }

    /// The revisions, for people.
    var revisionsText: String { revisions.map { "\($0)" }.joined(separator: ", ") }
}
