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
            switch try ActionPlan(subject: subject, files: files, event: event, time: time, snapshot: snapshot)
                .result(of: action)
            {
            case .refused(let sentence):
                return refuse(subject.alert, subject.rule, subject.application, sentence)
            case .nothing(let sentence):
                reasons.append(sentence)
            case .rollback(let plan):
                return try rollBack(plan, to: step, episode, subject, before: known)
            case .imageRollback(let plan):
                return try rollBack(plan, to: step, episode, subject, before: known, after: reasons)
            case .edits(let edits, let summary):
                if !edits.isEmpty {
                    if let sentence = try changeCount.objection(to: subject) {
                        return refuse(subject.alert, subject.rule, subject.application, sentence)
                    }
                    changeCount.count(subject.application.name)
                }
                try change(
                    edits, episode.taking(step, at: time), subject, before: known, .step,
                    what: (reasons + [summary]).joined(separator: "; "), keepsRecord: action.isUndone)
                return
            }
        }
        try exhaust(episode, subject, before: known, because: reasons)
    }

    private mutating func rollBack(
        _ plan: RollbackPlan,
        to step: Int,
        _ episode: ApplicationState.Episode,
        _ subject: EpisodeSubject,
        before known: ApplicationState.Episode?
    ) throws(Undecided) {
        if let sentence = try changeCount.objection(to: subject) {
            return refuse(subject.alert, subject.rule, subject.application, sentence)
        }
        changeCount.count(subject.application.name)
        var episode = episode.taking(step, at: time)
        // What was changed for it is overwritten.
        episode.changed = []
        entries += plan.entries
        try states.replace(with: plan.state, of: subject.application)
        try states.put(episode, of: subject.application)
        var told = EpisodeReport(
            subject, episode, what: plan.sentence,
            stateChange: states.change(from: known, to: episode, of: subject.application))
        told.ownChanges = plan.changes
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
        if let sentence = try changeCount.objection(to: subject) {
            return refuse(subject.alert, subject.rule, subject.application, sentence)
        }
        changeCount.count(subject.application.name)
        withOlderImages.insert(subject.application.name)
        try states.hold(plan.held, of: subject.application)
        try change(
            plan.edits.map { FileEdit(path: $0.path, content: $0.content, changes: $0.changes) },
            episode.taking(step, at: time), subject, before: known, .step,
            what: (reasons + [plan.sentence]).joined(separator: "; "), keepsRecord: false)
    }

    mutating func exhaust(
        _ episode: ApplicationState.Episode,
        _ subject: EpisodeSubject,
        before known: ApplicationState.Episode?,
        because reasons: [String]
    ) throws(Undecided) {
        var episode = episode
        let count = subject.rule.steps.count
        episode.step = count
        episode.status = .firing
        episode.at = time
        episode.isExhausted = true
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
        let undoing = Undoing(of: subject, files: files, in: snapshot)
        guard case .edits(let edits, let summary) = try undoing.again(episode.changed) else {
            var fresh = episode
            fresh.changed = []
            fresh.step = 0
            fresh.isExhausted = false
            return try take(1, fresh, subject, before: known)
        }
        if let sentence = try changeCount.objection(to: subject) {
            return refuse(subject.alert, subject.rule, subject.application, sentence)
        }
        changeCount.count(subject.application.name)
        var episode = episode
        episode.changed = []
        try change(
            edits, episode, subject, before: known, .restored,
            what: "\(summary) again, since it is back within \(Prose.text(subject.rule.cooldown)) of the undo",
            keepsRecord: true)
    }

    /// Takes the changes back and closes the episode.
    mutating func undo(
        _ episode: ApplicationState.Episode,
        _ subject: EpisodeSubject,
        before known: ApplicationState.Episode?
    ) throws(Undecided) {
        let others = try states.episodes(of: subject.application).filter { EpisodeKey($0) != subject.key }
        let undone = try Undoing(of: subject, files: files, in: snapshot).back(episode.changed, others: others)
        for (before, after) in zip(others, undone.others) where before != after {
            try states.put(after, of: subject.application)
        }
        var episode = episode
        episode.status = .closed
        episode.at = time
        episode.changed = undone.changed
        files.add(undone.edits)
        try states.put(episode, of: subject.application)
        report(
            .undone,
            EpisodeReport(
                subject, episode, what: undone.sentence, changes: undone.edits.flatMap(\.changes),
                stateChange: states.change(from: known, to: episode, of: subject.application)))
    }

    mutating func change(
        _ edits: [FileEdit],
        _ episode: ApplicationState.Episode,
        _ subject: EpisodeSubject,
        before known: ApplicationState.Episode?,
        _ kind: AlertFinding.Kind,
        what: String,
        keepsRecord: Bool
    ) throws(Undecided) {
        var episode = episode
        if keepsRecord { episode.record(edits, in: subject.application) }
        files.add(edits)
        try states.put(episode, of: subject.application)
        report(
            kind,
            EpisodeReport(
                subject, episode, what: what, changes: edits.flatMap(\.changes),
                stateChange: states.change(from: known, to: episode, of: subject.application)))
    }

    mutating func record(
        _ episode: ApplicationState.Episode,
        _ subject: EpisodeSubject,
        before known: ApplicationState.Episode?,
        what: String
    ) throws(Undecided) {
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

extension ApplicationState.Episode {
    /// The same with a step taken.
    fileprivate func taking(_ step: Int, at time: Date) -> Self {
        var episode = self
        episode.step = step
        episode.status = .firing
        episode.at = time
        episode.isExhausted = false
        return episode
    }
}
