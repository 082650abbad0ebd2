import GitOps
import RemoteGit

/// What a person has to approve.
struct ForApproval {
    let verdict: EpisodeVerdict
    let subject: EpisodeSubject
    let known: ApplicationState.Episode?
    let ref: RefName
}

extension EpisodeSubject {
    /// The branch where a person merges what the rule proposes for the application: `gitops/<rule>/<application>`;
    /// `nil` if no branch can have that name.
    var approvalRef: RefName? { .branch("gitops/\(rule.name)/\(application.name)") }
}

extension Remediation {
    /// Whether a verdict of a rule with `approve: true` is carried out nevertheless, since it changes nothing but the
    /// record. Else it is put off, or waits for the person who has its predecessor.
    mutating func isForNobodyToApprove(
        _ verdict: EpisodeVerdict,
        _ subject: EpisodeSubject,
        before known: ApplicationState.Episode?
    ) throws(Undecided) -> Bool {
        guard let ref = subject.approvalRef, let branch = ref.branch else {
            refuse(subject, "approve: no branch can be named gitops/\(subject.rule.name)/\(subject.application.name)")
            return false
        }
        if try snapshot.ref(ref) != nil {
            keep(subject, "nothing changes until a person has merged \(branch) and removed it")
            return false
        }
        switch verdict {
        case .take, .restore, .undo:
            forApproval.append(ForApproval(verdict: verdict, subject: subject, known: known, ref: ref))
            return false
        case .keep, .exhaust, .record, .forget: return true
        }
    }

    /// Puts what has to be approved on branches, each on top of the branch as it will be.
    mutating func propose() throws(Undecided) {
        let waiting = forApproval
        forApproval = []
        try forEach(waiting) { (plan, item) throws(Undecided) in try plan.propose(item) }
    }

    private mutating func propose(_ item: ForApproval) throws(Undecided) {
        // One commit's message is about one thing, and there is one branch for a rule and an application.
        guard reports.allSatisfy({ $0.branch != nil }), !proposed.contains(where: { $0.name == item.ref }) else {
            return keep(item.subject, "it is proposed to a person with the next repeat")
        }
        var copy = self
        try copy.carryOutNow(item.verdict, item.subject, before: item.known)
        if copy.reports.last?.changesManifests == false, copy.reports.count > reports.count {
            // A record alone needs nobody's approval.
            self = copy
            return
        }
        (findings, refusals, changeCount) = (copy.findings, copy.refusals, copy.changeCount)
        guard var report = copy.reports.dropFirst(reports.count).first else { return }
        report.branch = item.ref.branch
        reports.append(report)
        var change = Decision.RefChange(
            item.ref,
            .commit(
                subject: report.subject,
                files: copy.files.changes(beside: files) + copy.states.fileChanges(at: time, remediations),
                entries: Array(copy.entries.dropFirst(entries.count)), from: .branch))
        change.changes = report.shownChanges
        proposed.append(change)
    }
}
