import FoundationEssentials
import GitOps
import RemoteGit

/// An application's directory in the commit that was healthy.
struct HealthyState {
    private let application: Application
    private let commit: StoredCommit
    private let record: HealthyRecord?
    private let outside: OutsideFiles

    /// Reads it.
    ///
    /// - Throws: ``Undecided``.
    init(of application: Application, at commit: StoredCommit, _ finishedAt: Date) throws(Undecided) {
        self.application = application
        self.commit = commit
        var outside = OutsideFiles()
        if let entry = try commit.entry(application.path), entry.mode == .directory {
            record = HealthyRecord(finishedAt: finishedAt, revision: commit.commit.id, tree: entry.id)
            outside = try Self.outside(of: application, in: commit)
        } else {
            record = nil
        }
        self.outside = outside
    }

    /// What the directory refers to elsewhere; nothing where that cannot be told, which keeps nothing from being recorded.
    private static func outside(of application: Application, in commit: StoredCommit) throws(Undecided) -> OutsideFiles
    {
        do {
            return try OutsideFiles(of: ApplicationManifests(of: application, in: commit), in: commit)
        } catch {
            guard case .failed = error else { throw error }
            return OutsideFiles()
        }
    }

    /// What it adds to the records that there are.
    func decision(with records: HealthyRecords) -> Decision {
        let name = application.name
        guard let record else {
            let rule = "\(application.path) is not a directory in commit \(commit.commit.id)"
            return .refused([Refusal(application: name, rule: rule)])
        }
        let revision = record.revision
        if records.newestFirst.contains(where: { $0.name == record.name }) {
            return .unchanged("\(name) at \(revision) was recorded before")
        }
        if records.newestFirst.first?.tree == record.tree {
            return .unchanged("\(name) at \(revision) is what was healthy last")
        }
        let (entries, files) = records.adding(record, outside: outside)
        guard let path = entries.first?.path else {
            return .unchanged("\(name) at \(revision) is older than all \(HealthyRecords.mostKept) that are kept")
        }
        let isLate = records.newestFirst.first.map { $0.finishedAt > record.finishedAt } ?? false
        let subject = "Record \(name) at \(revision) as healthy"
        let change = Change(
            application: name, path: "\(path)", field: "tree", from: records.newestFirst.first.map { "\($0.tree)" },
            to: "\(record.tree)")
        return .change(
            Decision.Proposal(
                subject: subject, changes: [change], files: [],
                refs: [.init(.healthyRecords, .commit(subject: subject, files: files, entries: entries))],
                message: isLate ? "\(subject), behind a later one" : nil))
    }
}
