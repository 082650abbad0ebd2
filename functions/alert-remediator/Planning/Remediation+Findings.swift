import GitOps

extension Remediation {
    /// Says something of an alert.
    mutating func note(
        _ kind: AlertFinding.Kind,
        _ alert: String,
        _ rule: String?,
        _ application: String?,
        _ sentence: String
    ) {
        let name = application.map { "\(alert) on \($0)" } ?? alert
        findings.append(
            AlertFinding(alert: name, rule: rule, application: application, kind: kind, sentence: sentence))
    }

    /// Says why an episode stays as it is.
    mutating func keep(_ subject: EpisodeSubject, _ sentence: String) {
        note(.kept, subject.alert, subject.rule.name, subject.application.name, sentence)
    }

    /// Says why an episode may not go on.
    mutating func refuse(_ subject: EpisodeSubject, _ sentence: String) {
        refuse(subject.alert, subject.rule, subject.application, sentence)
    }

    /// Says why a rule may not act on an alert.
    mutating func refuse(
        _ alert: String,
        _ rule: RemediationRule,
        _ application: Application?,
        _ sentence: String
    ) {
        refusals.append(Refusal(application: application?.name, rule: "\(alert): \(sentence) (rule \(rule.name))"))
        note(.refused, alert, rule.name, application?.name, sentence)
    }

    /// Puts an episode on record, and says what is done for it.
    mutating func put(
        _ episode: ApplicationState.Episode,
        _ subject: EpisodeSubject,
        before known: ApplicationState.Episode?,
        _ kind: AlertFinding.Kind,
        what: String,
        changes: [Change] = [],
        others: [String] = []
    ) throws(Undecided) {
        try states.put(episode, of: subject.application)
        report(
            kind,
            EpisodeReport(
                subject, episode, what: what, changes: changes, others: others,
                stateChange: states.change(from: known, to: episode, of: subject.application)))
    }

    /// Says what is done for an episode.
    mutating func report(_ kind: AlertFinding.Kind, _ report: EpisodeReport) {
        reports.append(report)
        note(kind, report.alert, report.rule, report.application, report.what)
    }
}
