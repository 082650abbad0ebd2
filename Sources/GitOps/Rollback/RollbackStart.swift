/// What a rollback starts from.
struct RollbackStart {
    /// The states of the application that Argo CD saw healthy.
    let records: HealthyRecords
    /// Its directory as it is; there may be none.
    let today: RollbackState
    /// What automation holds open in it.
    let state: ApplicationState

    /// Reads it together with what else a decision needs.
    ///
    /// - Returns: `nil` if something is missing, which `reading` then throws in the end.
    /// - Throws: ``Undecided``, but not ``Undecided/notLoaded(_:)``.
    init?(
        of application: Application,
        in snapshot: Snapshot,
        _ reading: inout JointReading
    ) throws(Undecided) {
        let records = try reading.read(snapshot.healthyRecords(of: application.name))
        let today = try reading.read(RollbackState(today: application, in: snapshot))
        let state = try reading.read(snapshot.state(of: application))
        guard let records, let today, let state else { return nil }
        self.records = records
        self.today = today
        self.state = state
    }
}

extension Rollback {
    /// Why an application without a directory cannot go back.
    var absence: String { "\(application.path) is not a directory of the branch" }
}
