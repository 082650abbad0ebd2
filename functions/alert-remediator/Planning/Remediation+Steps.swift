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
                return keep(subject, "step \(step) needs the alert's label \(label): it is taken with the next repeat")
            }
            switch try result(of: action, subject) {
            case .refused(let sentence):
                return refuse(subject, sentence)
            case .nothing(let sentence):
                reasons.append(sentence)
            case .rollback(let plan):
                guard !states.isChanged(of: subject.application) else {
                    return refuse(subject, ActionPlan.othersComeFirst)
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
                    return refuse(subject, sentence)
                }
                return try change(
                    places, episode.taking(step, at: time), subject, before: known, .step,
                    what: (reasons + [summary]).joined(separator: "; "), keepsRecord: action.isUndone)
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

    /// Makes changes for an episode and puts it on record with them, or without where they are never taken back.
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
        let others = places.filter { !$0.edits.isEmpty && $0.application.name != subject.application.name }
        try put(
            episode, subject, before: known, kind, what: what, changes: places.flatMap(\.changes),
            others: others.map(\.application.name))
    }
}
