import GitOps
import RemoteGit

extension Remediation {
    mutating func carryOut(
        _ verdict: EpisodeVerdict,
        _ subject: EpisodeSubject,
        before known: ApplicationState.Episode?
    ) throws(Undecided) {
        if case .keep(let sentence) = verdict {
            return keep(subject, sentence)
        }
        if let rule = freeze(subject.rule) {
            return refuse(subject, rule)
        }
        if subject.rule.needsApproval {
            guard try isForNobodyToApprove(verdict, subject, before: known) else { return }
        }
        try carryOutNow(verdict, subject, before: known)
    }

    /// Carries a verdict out, whoever has to approve of it.
    mutating func carryOutNow(
        _ verdict: EpisodeVerdict,
        _ subject: EpisodeSubject,
        before known: ApplicationState.Episode?
    ) throws(Undecided) {
        switch verdict {
        case .keep: break
        case .take(let step, let episode):
            try act(episode, subject, before: known) { (plan) throws(Undecided) in
                try plan.take(step, episode, subject, before: known)
            }
        case .restore(let episode):
            try act(episode, subject, before: known) { (plan) throws(Undecided) in
                try plan.restore(episode, subject, before: known)
            }
        case .exhaust(let episode):
            try act(episode, subject, before: known) { (plan) throws(Undecided) in
                try plan.exhaust(episode, subject, before: known, because: [])
            }
        case .record(let episode, let reason):
            try record(episode, subject, before: known, what: Self.sentence(reason, episode, subject.rule))
        case .undo(let episode):
            if maintenance(subject.rule) == nil, !isRolledBack(subject.application) {
                try undo(episode, subject, before: known)
            } else if episode != known {
                try record(
                    episode, subject, before: known,
                    what: Self.sentence(.resolved, episode, subject.rule))
            } else {
                keep(subject, "the alert is over; undo after the maintenance")
            }
        case .forget:
            if let known { try forgetParts(of: known) }
            try states.remove(subject.key, of: subject.application)
            report(
                .recorded,
                EpisodeReport(
                    alert: subject.alert, application: subject.application.name, status: .closed,
                    what: "forgotten, since its cooldown is over", rule: subject.rule.name,
                    stateChange: states.change(from: known, to: nil, of: subject.application)))
        }
    }

    func freeze(_ rule: RemediationRule) -> String? {
        if isFrozen { return Snapshot.freezeRule }
        return rule.isFrozen ? "freeze: true of the rule \(rule.name) (policy line \(rule.line))" : nil
    }

    func maintenance(_ rule: RemediationRule) -> String? {
        rule.maintenance.first { $0.contains(time) }.map { "maintenance (policy line \($0.line))" }
    }

    /// Does what changes something, unless it is a time of maintenance.
    private mutating func act(
        _ episode: ApplicationState.Episode,
        _ subject: EpisodeSubject,
        before known: ApplicationState.Episode?,
        _ body: (inout Remediation) throws(Undecided) -> Void
    ) throws(Undecided) {
        if let rule = maintenance(subject.rule) {
            return refuse(subject, rule)
        }
        guard !isRolledBack(subject.application) else {
            return try putOff(
                episode, subject, before: known, since: "the application is rolled back at this very moment")
        }
        try body(&self)
    }

    /// Leaves the steps of an alert to the time after a rollback of the same delivery, which has `settle` to help. That it
    /// fires is put on record, so that a tick finds it too, where no later delivery speaks of it.
    mutating func putOff(
        _ episode: ApplicationState.Episode,
        _ subject: EpisodeSubject,
        before known: ApplicationState.Episode?,
        since reason: String
    ) throws(Undecided) {
        if let known, known.status != .closed {
            return keep(subject, reason)
        }
        let waiting = episode.taking(0, at: time).withoutChanges()
        try record(waiting, subject, before: known, what: "it fires, and its steps wait, since \(reason)")
    }

    /// Whether this event takes the application back to an earlier state: what is read of its files is not so any more.
    func isRolledBack(_ application: Application) -> Bool {
        entries.contains { $0.path.isInside(application.path) || application.path.isInside($0.path) }
    }
}
