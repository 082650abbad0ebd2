import FoundationEssentials
import GitOps
import RemoteGit

/// An episode may change other applications, too: a standby, a route. What it has changed of each is on record beside
/// that one's manifests, as a part of the episode, so that those who read that directory know who holds what open there,
/// and so that alerts of both leave one another's values in peace. The episode itself names the applications.
extension Remediation {
    // MARK: Steps

    /// The limit that changes would break, in a sentence; if there is none, they count from now on.
    mutating func objection(
        to places: [ApplicationEdits],
        _ subject: EpisodeSubject
    ) throws(Undecided) -> String? {
        let others = places.filter { !$0.edits.isEmpty }.map(\.application.name)
        guard !others.isEmpty else { return nil }
        let names = [subject.application.name] + others.filter { $0 != subject.application.name }
        if let sentence = try changeCount.objection(to: names, by: subject.rule) { return sentence }
        changeCount.count(names)
        return nil
    }

    /// Puts on record what was changed of an application, where it is.
    mutating func record(
        _ place: ApplicationEdits,
        for episode: inout ApplicationState.Episode,
        _ subject: EpisodeSubject
    ) throws(Undecided) {
        let name = place.application.name
        let key = subject.on(place.application).key
        let others = try states.episodes(of: place.application).filter { EpisodeKey($0) != key }
        guard name != subject.application.name else { return episode.record(place, beside: others) }
        guard !place.edits.isEmpty || !place.claims.isEmpty else { return }
        var part = ApplicationState.Episode(
            application: name, fingerprint: episode.fingerprint, startsAt: episode.startsAt, rule: episode.rule,
            step: episode.step, status: .firing, at: time, flaps: episode.flaps, alert: episode.alert,
            owner: episode.application)
        if episode.elsewhere.contains(name) {
            let known = try states.episode(key, of: place.application)
            if let known, known.status != .closed { part.changed = known.changed }
        } else {
            episode.elsewhere.append(name)
        }
        part.record(place, beside: others)
        try states.put(part, of: place.application)
    }

    /// Makes the changes of an earlier episode again, all of them; `nil` if some value is not as it was.
    mutating func again(
        _ episode: ApplicationState.Episode,
        _ subject: EpisodeSubject
    ) throws(Undecided) -> [ApplicationEdits]? {
        let parts = try parts(of: episode)
        guard parts.count == episode.elsewhere.count else { return nil }
        var files = files
        var places: [ApplicationEdits] = []
        for (part, application) in [(episode, subject.application)] + parts {
            let undoing = Undoing(of: subject.on(application), files: files, in: snapshot)
            guard !isRolledBack(application), case .edits(let place) = try undoing.again(part.changed) else {
                return nil
            }
            files.add(place.edits)
            places.append(place)
        }
        return places.contains { !$0.edits.isEmpty } ? places : nil
    }

    // MARK: Undo

    /// Takes an episode's changes of its application back and closes it.
    mutating func takeBack(
        _ episode: ApplicationState.Episode,
        _ subject: EpisodeSubject
    ) throws(Undecided) -> (ApplicationState.Episode, Undoing.Undone) {
        let others = try states.episodes(of: subject.application).filter { EpisodeKey($0) != subject.key }
        let undone = try Undoing(of: subject, files: files, in: snapshot).back(episode.changed, others: others)
        for (before, after) in zip(others, undone.others) where before != after {
            try states.put(after, of: subject.application)
        }
        var closed = episode
        closed.status = .closed
        closed.at = time
        closed.changed = undone.changed
        files.add(undone.edits)
        try states.put(closed, of: subject.application)
        return (closed, undone)
    }

    /// Takes back what an episode has changed of other applications. What a person has released there, by deleting the
    /// part or by a rollback, stays as it is.
    mutating func undoElsewhere(
        _ episode: ApplicationState.Episode,
        _ subject: EpisodeSubject
    ) throws(Undecided) -> (changes: [Change], sentences: [String]) {
        var changes: [Change] = []
        var sentences: [String] = []
        let parts = try parts(of: episode)
        for name in episode.elsewhere where try applications.application(named: name) == nil {
            sentences.append("on \(name) left, since the policy has no such application any more")
        }
        for (part, application) in parts.reversed() where part.status != .closed {
            guard !isRolledBack(application) else {
                sentences.append("on \(application.name) left, since it is rolled back at this very moment")
                continue
            }
            let (_, undone) = try takeBack(part, subject.on(application))
            changes += ApplicationEdits(application: application, edits: undone.edits).changes
            if !undone.isNothing { sentences.append("on \(application.name) \(undone.sentence)") }
        }
        return (changes, sentences)
    }

    /// The parts of an episode that are on record beside the manifests of other applications.
    private mutating func parts(
        of episode: ApplicationState.Episode
    ) throws(Undecided) -> [(ApplicationState.Episode, Application)] {
        var parts: [(ApplicationState.Episode, Application)] = []
        try forEach(episode.elsewhere) { (plan, name) throws(Undecided) in
            guard let application = try plan.applications.application(named: name) else { return }
            let key = EpisodeKey(episode).part(of: name)
            if let part = try plan.states.episode(key, of: application) { parts.append((part, application)) }
        }
        return parts
    }

    // MARK: The record

    /// Takes the parts of an episode off the record with it; nothing is undone.
    mutating func forgetParts(of episode: ApplicationState.Episode) throws(Undecided) {
        for (part, application) in try parts(of: episode) { try states.remove(EpisodeKey(part), of: application) }
    }

    /// Takes a part off the record whose episode is gone: a person has released it, or the time is over.
    mutating func judgePart(
        _ part: ApplicationState.Episode,
        _ application: Application,
        by rule: RemediationRule
    ) throws(Undecided) {
        guard let owner = part.owner, freeze(rule) == nil else { return }
        let isNeeded: Bool
        if part.status == .closed {
            isNeeded = time.timeIntervalSince(part.at) < rule.cooldown.seconds
        } else if let application = try applications.application(named: owner) {
            let key = EpisodeKey(application: owner, rule: part.rule, fingerprint: part.fingerprint)
            let episode = try states.episode(key, of: application)
            isNeeded = episode.map { $0.status != .closed && $0.elsewhere.contains(part.application) } ?? false
        } else {
            isNeeded = false
        }
        guard !isNeeded else { return }
        try states.remove(EpisodeKey(part), of: application)
        let isOver = part.status == .closed
        report(
            .recorded,
            EpisodeReport(
                alert: part.alert ?? rule.name, application: application.name, status: .closed,
                what: isOver
                    ? "forgotten, since its cooldown is over"
                    : "forgotten, since \(owner) has no open episode of it any more; nothing is undone",
                rule: rule.name, stateChange: states.change(from: part, to: nil, of: application)))
    }
}

extension ApplicationState.Episode {
    /// Whether it has set one of the values that are found as they are to be.
    func hasSet(_ place: ApplicationEdits) -> Bool {
        place.claims.contains { claim in
            changed.contains { change in
                place.application.path.resolving(change.path) == claim.path && change.field == claim.field
                    && change.to == claim.to && change.from != change.to
            }
        }
    }
}
