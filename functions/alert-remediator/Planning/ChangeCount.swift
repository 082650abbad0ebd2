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

    /// Notes a change that this event makes.
    mutating func count(_ application: String) {
        ofThisEvent[application, default: 0] += 1
    }

    /// The limit that one more change would break, in a sentence.
    ///
    /// - Throws: ``Undecided`` if the commits of the rule's window are not known.
    mutating func objection(to subject: EpisodeSubject) throws(Undecided) -> String? {
        guard let limits = subject.rule.limits else { return nil }
        let counts = try counts(in: limits.window).merging(ofThisEvent) { $0 + $1 }
        let window = "in \(Prose.text(limits.window)) (policy line \(subject.rule.line))"
        if let most = limits.perApplication, counts[subject.application.name, default: 0] >= most {
            return "limits.application: \(Prose.count(most, "change")) \(window)"
        }
        if let most = limits.perRepository, counts.values.reduce(0, +) >= most {
            return "limits.repository: \(Prose.count(most, "change")) \(window)"
        }
        return nil
    }

    private mutating func counts(in window: Duration) throws(Undecided) -> [String: Int] {
        if let counts = ofCommits[window] { return counts }
        var counts: [String: Int] = [:]
        for commit in try snapshot.commits(since: time.addingTimeInterval(-window.seconds))
        where commit.trailers(TrailerKey.handler) == [AlertRemediator.name] {
            for trailer in EpisodeTrailer.all(of: commit) where trailer.status == .firing {
                counts[trailer.application, default: 0] += 1
            }
        }
        ofCommits[window] = counts
        return counts
    }
}
