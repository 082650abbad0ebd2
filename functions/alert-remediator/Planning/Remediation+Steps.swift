import FoundationEssentials
import GitOps

extension Remediation {
    /// Takes a step, or the first one after it that can change anything.
    mutating func take(
        _ first: Int,
        _ episode: ApplicationState.Episode,
        _ subject: EpisodeSubject,
        before known: ApplicationState.Episode?
    ) throws(Undecided) {
        var reasons: [String] = []
        for step in first...max(first, subject.rule.steps.count) where step <= subject.rule.steps.count {
            let action = subject.rule.steps[step - 1]
            // The clock brings no labels.
            if subject.labels == nil, let label = subject.missing(action.templates).first {
                return note(
                    .kept, subject.alert, subject.rule.name, subject.application.name,
                    "step \(step) needs the alert's label \(label): it is taken with the next repeat")
            }
            switch try result(of: action, subject) {
            case .refused(let sentence):
                return refuse(subject.alert, subject.rule, subject.application, sentence)
            case .nothing(let sentence):
                reasons.append(sentence)
            case .rollback(let plan):
                guard !states.isChanged(of: subject.application) else {
                    return refuse(subject.alert, subject.rule, subject.application, ActionPlan.othersComeFirst)
                }
                return try rollBack(plan, to: step, episode, subject, before: known)
            case .imageRollback(let plan):
                return try rollBack(plan, to: step, episode, subject, before: known, after: reasons)
            case .already(_, let sentence):
                reasons.append(sentence)
            case .edits(let places, let summary):
                if let application = places.map(\.application).first(where: isRolledBack) {
                    return try putOff(
                        episode, subject, before: known,
                        since: "\(application.name) is rolled back at this very moment")
                }
                if let sentence = try objection(to: places, subject) {
                    return refuse(subject.alert, subject.rule, subject.application, sentence)
                }
                try change(
                    places, episode.taking(step, at: time), subject, before: known, .step,
                    what: (reasons + [summary]).joined(separator: "; "), keepsRecord: action.isUndone)
                return
            }
        }
        try exhaust(episode, subject, before: known, because: reasons)
    }

    /// What an action would do now. What is so already since an open episode of another alert has made it so, is made
    /// this one's too.
    private mutating func result(of action: Action, _ subject: EpisodeSubject) throws(Undecided) -> ActionResult {
        let plan = ActionPlan(
            subject: subject, files: files, applications: applications, event: event, time: time, snapshot: snapshot)
        let result = try plan.result(of: action)
        guard case .already(let places, let sentence) = result else { return result }
        for place in places {
            let key = subject.on(place.application).key
            let others = try states.episodes(of: place.application).filter { EpisodeKey($0) != key }
            guard let other = others.first(where: { $0.status != .closed && $0.hasSet(place) }) else { continue }
            return .edits(places, "\(sentence), for \(other.alert ?? other.rule)")
        }
        return result
    }

    private mutating func rollBack(
        _ plan: RollbackPlan,
        to step: Int,
        _ episode: ApplicationState.Episode,
        _ subject: EpisodeSubject,
        before known: ApplicationState.Episode?
    ) throws(Undecided) {
        if let sentence = try changeCount.objection(to: [subject.application.name], by: subject.rule) {
            return refuse(subject.alert, subject.rule, subject.application, sentence)
        }
        changeCount.count([subject.application.name])
        var episode = episode.taking(step, at: time)
        // What was changed for it is overwritten.
        episode.changed = []
        entries += plan.entries
        try states.replace(with: plan.state, of: subject.application)
        try states.put(episode, of: subject.application)
        var told = EpisodeReport(
            subject, episode, what: plan.sentence,
            stateChange: states.change(from: known, to: episode, of: subject.application))
        told.changes = plan.changes
        report(.step, told)
    }

    /// Takes images back, with holds on what is left. All else is as it was, so that all that was changed for episodes is
    /// still theirs.
    private mutating func rollBack(
        _ plan: ImageRollbackPlan,
        to step: Int,
        _ episode: ApplicationState.Episode,
        _ subject: EpisodeSubject,
        before known: ApplicationState.Episode?,
        after reasons: [String]
    ) throws(Undecided) {
        guard !withOlderImages.contains(subject.application.name) else {
            return note(
                .kept, subject.alert, subject.rule.name, subject.application.name,
                "images of the application are rolled back at this very moment")
        }
        if let sentence = try changeCount.objection(to: [subject.application.name], by: subject.rule) {
            return refuse(subject.alert, subject.rule, subject.application, sentence)
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
        try states.put(episode, of: subject.application)
        report(
            .exhausted,
            EpisodeReport(
                subject, episode, what: what,
                stateChange: states.change(from: known, to: episode, of: subject.application)))
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
            return refuse(subject.alert, subject.rule, subject.application, sentence)
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

    mutating func change(
        _ places: [ApplicationEdits],
        _ episode: ApplicationState.Episode,
        _ subject: EpisodeSubject,
        before known: ApplicationState.Episode?,
        _ kind: AlertFinding.Kind,
        what: String,
        keepsRecord: Bool
    ) throws(Undecided) {
        var episode = episode
        for place in places {
            files.add(place.edits)
            if keepsRecord { try record(place, for: &episode, subject) }
        }
        try states.put(episode, of: subject.application)
        let others = places.filter { !$0.edits.isEmpty && $0.application.name != subject.application.name }
        report(
            kind,
            EpisodeReport(
                subject, episode, what: what, changes: places.flatMap(\.changes),
                others: others.map(\.application.name),
                stateChange: states.change(from: known, to: episode, of: subject.application)))
    }

    mutating func record(
        _ episode: ApplicationState.Episode,
        _ subject: EpisodeSubject,
        before known: ApplicationState.Episode?,
        what: String
    ) throws(Undecided) {
        if episode.status == .closed, let known, known.status != .closed { try forgetParts(of: known) }
        try states.put(episode, of: subject.application)
        report(
            .recorded,
            EpisodeReport(
                subject, episode, what: what,
                stateChange: states.change(from: known, to: episode, of: subject.application)))
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
