public import Events
public import GitOps
public import RemoteGit

/// Keeps the states of applications that Argo CD saw healthy, so that a rollback finds the last of them.
public struct HealthRecorder: Handler {
    /// The name in commits and consumers.
    public let name = "health-recorder"

    /// The ref that it writes.
    public var refs: Set<RefName> { [.healthyRecords] }

    /// A handler. It holds nothing.
    public init() {}

    /// Decides which record an event adds.
    ///
    /// - Throws: ``Undecided``.
    public func decide(_ event: Event<HealthEvent>, in snapshot: Snapshot) throws(Undecided) -> Decision {
        let report: HealthyReport
        switch HealthyReport.read(event.payload) {
        case .success(let success): report = success
        case .failure(let reason): return .unchanged(reason.sentence)
        }
        let name = event.payload.application
        guard HealthyRecords.path(of: name) != nil else {
            return .refused([Refusal(application: name, rule: "no directory can have this application's name")])
        }
        // The policy, the records and the commit do not wait for one another.
        var reading = JointReading()
        let policy = try reading.read(snapshot.policy())
        let records = try reading.read(snapshot.healthyRecords(of: name))
        let commit = try reading.read(report.commit(in: snapshot))
        var search: ApplicationSearch.Result?
        if let policy = policy ?? nil {
            search = try reading.read(ApplicationSearch(policy, in: snapshot).applications(named: name))
        }
        try reading.finish()
        guard let search, let records else {
            return .refused([
                Refusal(
                    application: nil,
                    rule: "the repository has no \(PolicyFile.pathInRepository): without a policy nothing is recorded")
            ])
        }
        guard let application = search.applications.first else {
            let rule =
                search.ambiguous.isEmpty
                ? "the policy has no application of this name" : "the policy gives this name to more than one directory"
            return .refused([Refusal(application: name, rule: rule)])
        }
        guard let commit = commit ?? nil else {
            return .refused([Refusal(application: name, rule: "the branch has no commit \(report.revisionsText)")])
        }
        return try HealthyState(of: application, at: commit, report.finishedAt).decision(with: records)
    }
}
