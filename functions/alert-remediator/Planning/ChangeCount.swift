import FoundationEssentials
import GitOps
import RemoteGit

/// Counts the changes that the last commits made for alerts, for the limits on them.
struct ChangeCount {
    private let time: Date
    private let snapshot: Snapshot
    /// The changes of this event, by application.
    private var ofThisEvent: [String: Int] = [:]
    /// The changes in the last commits, by the length of time that they were counted in.
    private var ofCommits: [Duration: [String: Int]] = [:]

    init(at time: Date, in snapshot: Snapshot) {
        self.time = time
        self.snapshot = snapshot
    }

    /// Notes a change of each of these applications that this event makes.
    mutating func count(_ applications: [String]) {
        for application in applications { ofThisEvent[application, default: 0] += 1 }
    }

    /// The limit that one more change of each of these applications would break, in a sentence.
    ///
    /// - Parameter applications: the alert's own first.
    /// - Throws: ``Undecided`` if the commits of the rule's window are not known.
    mutating func objection(to applications: [String], by rule: RemediationRule) throws(Undecided) -> String? {
        guard let limits = rule.limits else { return nil }
        let counts = try counts(in: limits.window).merging(ofThisEvent) { $0 + $1 }
        let window = "in \(Prose.text(limits.window)) (policy line \(rule.line))"
        if let most = limits.perApplication,
            let full = applications.first(where: { counts[$0, default: 0] >= most })
        {
            let whose = full == applications.first ? "" : " to \(full)"
            return "limits.application: \(Prose.count(most, "change"))\(whose) \(window)"
        }
        if let most = limits.perRepository, counts.values.reduce(0, +) + applications.count > most {
            return "limits.repository: \(Prose.count(most, "change")) \(window)"
        }
        return nil
    }

    private mutating func counts(in window: Duration) throws(Undecided) -> [String: Int] {
        if let counts = ofCommits[window] { return counts }
        var counts: [String: Int] = [:]
        for commit in try snapshot.commits(since: time.addingTimeInterval(-window.seconds))
        where commit.trailers(TrailerKey.handler) == [AlertRemediator.name] {
            for trailer in EpisodeTrailer.all(of: commit) where trailer.word == .firing {
                counts[trailer.application, default: 0] += 1
            }
        }
        ofCommits[window] = counts
        return counts
    }
}
