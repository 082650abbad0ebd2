import GitOps

extension Remediation {
    /// Says that no step is left.
    mutating func exhaust(
        _ episode: ApplicationState.Episode,
        _ subject: EpisodeSubject,
        before known: ApplicationState.Episode?,
        because reasons: [String]
    ) throws(Undecided) {
        let count = subject.rule.steps.count
        let episode = episode.exhausted(after: count, at: time)
        let steps = count == 1 ? "its only step is" : "all \(count) steps are"
        let what = (reasons + ["still firing, and \(steps) used up: a person has to look"]).joined(separator: "; ")
        try put(episode, subject, before: known, .exhausted, what: what)
    }

    /// Makes the changes of an earlier episode again.
    mutating func restore(
        _ episode: ApplicationState.Episode,
        _ subject: EpisodeSubject,
        before known: ApplicationState.Episode?
    ) throws(Undecided) {
        guard let places = try again(episode, subject) else {
            return try take(1, episode.withoutChanges(), subject, before: known)
        }
        if let sentence = try objection(to: places, subject) {
            return refuse(subject, sentence)
        }
        let words = places.filter { !$0.edits.isEmpty }.map { place in
            (application: place.application.name, text: Prose.text(place.edits.flatMap(\.changes)))
        }
        let summary = Prose.text(words, own: subject.application.name)
        try change(
            places, episode.withoutChanges(), subject, before: known, .restored,
            what: "\(summary) again, since it is back within \(Prose.text(subject.rule.cooldown)) of the undo",
            keepsRecord: true)
    }

    /// Takes the changes back and closes the episode.
    mutating func undo(
        _ episode: ApplicationState.Episode,
        _ subject: EpisodeSubject,
        before known: ApplicationState.Episode?
    ) throws(Undecided) {
        let elsewhere = try undoElsewhere(episode, subject)
        let (closed, undone) = try takeBack(episode, subject)
        let isElsewhereOnly = undone.isNothing && !elsewhere.sentences.isEmpty
        let sentences = (isElsewhereOnly ? [] : [undone.sentence]) + elsewhere.sentences
        let own = ApplicationEdits(application: subject.application, edits: undone.edits)
        report(
            .undone,
            EpisodeReport(
                subject, closed, what: sentences.joined(separator: "; "), changes: own.changes + elsewhere.changes,
                others: episode.elsewhere,
                stateChange: states.change(from: known, to: closed, of: subject.application)))
    }

    /// Puts an episode on record that nothing is changed for.
    mutating func record(
        _ episode: ApplicationState.Episode,
        _ subject: EpisodeSubject,
        before known: ApplicationState.Episode?,
        what: String
    ) throws(Undecided) {
        if episode.status == .closed, let known, known.status != .closed { try forgetParts(of: known) }
        try put(episode, subject, before: known, .recorded, what: what)
    }

    static func sentence(
        _ reason: RecordReason,
        _ episode: ApplicationState.Episode,
        _ rule: RemediationRule
    ) -> String {
        switch reason {
        case .resolved: "resolved"
        case .closed: episode.isExhausted ? "resolved without our doing" : "resolved; nothing is undone"
        case .overBeforeItFired: "it was over before its firing was heard of; that will be ignored"
        case .firesAgain: "fires again, and what was changed is still there"
        }
    }
}
