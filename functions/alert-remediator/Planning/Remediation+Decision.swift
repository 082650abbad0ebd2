import GitOps

extension Remediation {
    /// The decision and the reasons.
    var judgement: Judgement {
        Judgement(decision: decision, findings: findings)
    }

    private var decision: Decision {
        if !reports.isEmpty {
            let summary = ReportSummary(reports)
            var proposal = Decision.Proposal(
                subject: summary.subject, changes: reports.flatMap(\.shownChanges),
                files: files.changes + states.fileChanges(at: time, remediations), refused: refusals,
                trailers: summary.trailers, message: summary.message)
            proposal.entries = entries
            proposal.refs = proposed
            return .change(proposal)
        }
        if !refusals.isEmpty { return .refused(refusals) }
        return .unchanged(
            Prose.list(findings.map { "\($0.alert): \($0.sentence)" }, orElse: "no alert, and nothing waits"))
    }
}
