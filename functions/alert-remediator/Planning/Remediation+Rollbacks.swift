import GitOps

extension Remediation {
    /// Takes the directory back. What was changed in it for episodes is overwritten.
    mutating func rollBack(
        _ plan: RollbackPlan,
        to step: Int,
        _ episode: ApplicationState.Episode,
        _ subject: EpisodeSubject,
        before known: ApplicationState.Episode?
    ) throws(Undecided) {
        if let sentence = try changeCount.objection(to: [subject.application.name], by: subject.rule) {
            return refuse(subject, sentence)
        }
        changeCount.count([subject.application.name])
        var episode = episode.taking(step, at: time)
        // What was changed for it is overwritten.
        episode.changed = []
        entries += plan.entries
        try states.replace(with: plan.state, of: subject.application)
        try put(episode, subject, before: known, .step, what: plan.sentence, changes: plan.changes)
    }

    /// Takes images back, with holds on what is left. All else is as it was, so that all that was changed for episodes is
    /// still theirs.
    mutating func rollBack(
        _ plan: ImageRollbackPlan,
        to step: Int,
        _ episode: ApplicationState.Episode,
        _ subject: EpisodeSubject,
        before known: ApplicationState.Episode?,
        after reasons: [String]
    ) throws(Undecided) {
        guard !withOlderImages.contains(subject.application.name) else {
            return keep(subject, "images of the application are rolled back at this very moment")
        }
        if let sentence = try changeCount.objection(to: [subject.application.name], by: subject.rule) {
            return refuse(subject, sentence)
        }
        changeCount.count([subject.application.name])
        withOlderImages.insert(subject.application.name)
        try states.hold(plan.held, of: subject.application)
        let edits = plan.edits.map { FileEdit(path: $0.path, content: $0.content, changes: $0.changes) }
        try change(
            [ApplicationEdits(application: subject.application, edits: edits)],
            episode.taking(step, at: time), subject, before: known, .step,
            what: (reasons + [plan.sentence]).joined(separator: "; "), keepsRecord: false)
    }
}
