public import Events
public import FoundationEssentials
import RemoteGit

/// Takes an application's directory back to an earlier state, as a new commit.
///
/// Both a person's command and a remediation's step do it by this. Only the application's directory changes, and in it
/// today's ``ApplicationState`` stays: with holds for the images that are left, so that they do not come back by
/// themselves, and with the episodes closed whose values are overwritten.
public struct Rollback: Sendable {
    /// Which state to go back to.
    public enum Target: Sendable, Hashable {
        /// The last that Argo CD saw healthy and that is another than today's. Where nothing was ever recorded, the last
        /// other one of the branch's history, which nobody saw healthy.
        case lastHealthy
        /// The last other one of the branch's history, whatever Argo CD saw.
        case previous
        /// The last that has an image with this tag.
        case tag(String)
        /// The one of a commit, by the first digits of its id, of which there are 7 or more.
        case commit(String)
    }

    /// The application.
    public var application: Application
    /// Where to.
    public var target: Target
    /// Who asks, as holds say it: a person's id, or a rule.
    public var by: String
    /// The event that asks.
    public var event: EventIdentity
    /// The event's time.
    public var time: Date
    /// Records younger than this at the event's time are passed over, in seconds: they may yet turn out bad.
    public var soak: TimeInterval = 0
    /// How many of the branch's last commits are looked through where no record says where to go.
    public var historyLength = 64

    /// A rollback of its parts.
    public init(
        of application: Application,
        to target: Target = .lastHealthy,
        by: String,
        event: EventIdentity,
        time: Date
    ) {
        self.application = application
        self.target = target
        self.by = by
        self.event = event
        self.time = time
    }

    /// Reads what a rollback looks at first. A handler names ``RemoteGit/RefName/healthyRecords`` in ``Handler/refs``, and
    /// does this together with the policy and the search for the application (``JointReading``): none of these waits for
    /// another then, and a rollback is seven requests.
    ///
    /// - Parameter application: its name, as Argo CD knows it.
    /// - Throws: ``Undecided/notLoaded(_:)``.
    public static func prepare(_ application: String, in snapshot: Snapshot) throws(Undecided) {
        let records = try snapshot.healthyRecords(of: application)
        let missing = records.wants(records.newestFirst[...]).filter { !snapshot.revision.isLoaded($0) }
        guard missing.isEmpty else { throw .notLoaded(missing) }
    }

    /// What comes of it.
    public enum Result: Sendable {
        /// The directory goes back.
        case plan(RollbackPlan)
        /// There is no state to go back to. The sentence says why.
        case refused(String)
    }

    /// Finds the state and what changes.
    ///
    /// - Throws: ``Undecided``.
    public func result(in snapshot: Snapshot) throws(Undecided) -> Result {
        var reading = JointReading()
        let start = try RollbackStart(of: application, in: snapshot, &reading)
        try reading.finish()
        guard let start, start.today.exists else { return .refused(absence) }
        let search = RollbackSearch(self, from: start, in: snapshot)
        switch try search.found() {
        case .success(let source): return .plan(try RollbackPlan(self, source, from: start, in: snapshot))
        case .failure(let reason): return .refused(reason.sentence)
        }
    }
}
