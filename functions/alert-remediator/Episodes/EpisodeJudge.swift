import Events
import FoundationEssentials
import GitOps

/// Decides what an event means to an episode: a pure function of the rule, the episode's state, the event and its time.
///
/// An application has at most one episode of a rule and a fingerprint, that of the latest `startsAt`. What is said of an
/// earlier one is stale.
struct EpisodeJudge {
    typealias Episode = ApplicationState.Episode

    let rule: RemediationRule
    /// The time of the event.
    let time: Date

    // MARK: What an alert says

    /// What a sighting means to the episode that is known, if there is one.
    ///
    /// - Parameter new: the episode that would begin.
    func verdict(on sighting: Sighting, of known: Episode?, new: Episode) -> EpisodeVerdict {
        switch sighting.status {
        case .firing: return firing(sighting, known, new)
        case .resolved: return resolved(sighting, known, new)
        }
    }

    private func firing(_ sighting: Sighting, _ known: Episode?, _ new: Episode) -> EpisodeVerdict {
        guard let known else { return .take(step: 1, of: new) }
        guard sighting.startsAt >= known.startsAt else {
            return .keep("this is said of an earlier episode: a later one began at \(text(known.startsAt))")
        }
        let isSame = sighting.startsAt == known.startsAt
        switch known.status {
        case .firing where isSame: return progress(known)
        case .resolved where isSame, .closed where isSame:
            return .keep("this is stale: the alert was over by \(text(known.at))")
        case .closed: return back(known, new)
        case .firing, .resolved: return beginsAgain(known, new)
        }
    }

    /// The alert begins anew while what was changed for it is still there: the message that it was over is lost or was
    /// followed at once by this one.
    private func beginsAgain(_ known: Episode, _ new: Episode) -> EpisodeVerdict {
        var episode = known
        episode.startsAt = new.startsAt
        episode.status = .firing
        // Within the cooldown it is the same trouble, so the steps that were taken count.
        guard elapsed(since: known.at, reaches: rule.cooldown) else {
            if known.status == .resolved { episode.at = time }
            let verdict = progress(episode)
            if case .keep = verdict { return .record(episode, .firesAgain) }
            return verdict
        }
        episode.isExhausted = false
        episode.flaps = 0
        return .take(step: 1, of: episode)
    }

    /// The alert begins anew after what was changed for it was undone.
    private func back(_ known: Episode, _ new: Episode) -> EpisodeVerdict {
        guard !elapsed(since: known.at, reaches: rule.cooldown) else { return .take(step: 1, of: new) }
        var episode = new
        guard known.hasChanges else { return .take(step: 1, of: new) }
        episode.flaps = known.flaps + 1
        episode.step = known.step
        episode.isExhausted = known.isExhausted
        episode.changed = known.changed
        episode.elsewhere = known.elsewhere
        return .restore(episode)
    }

    private func resolved(_ sighting: Sighting, _ known: Episode?, _ new: Episode) -> EpisodeVerdict {
        guard let known else {
            var episode = new
            episode.status = .closed
            episode.at = sighting.end(by: time, after: nil)
            guard !elapsed(since: episode.at, reaches: rule.cooldown) else {
                return .keep("the alert is over, and nothing was changed for it")
            }
            return .record(episode, .overBeforeItFired)
        }
        guard sighting.startsAt >= known.startsAt else {
            return .keep("this is said of an earlier episode: a later one began at \(text(known.startsAt))")
        }
        var episode = known
        episode.startsAt = sighting.startsAt
        switch known.status {
        case .firing:
            episode.at = sighting.end(by: time, after: known.at)
            episode.status = .resolved
            return over(episode)
        case .resolved, .closed:
            guard known.startsAt != sighting.startsAt else {
                return known.status == .resolved ? wait(known) : .keep("the alert was over by \(text(known.at))")
            }
            return .record(episode, .overBeforeItFired)
        }
    }

    /// The alert is over since the episode's time.
    private func over(_ episode: Episode) -> EpisodeVerdict {
        guard rule.undo != nil, episode.hasChanges else {
            var closed = episode.withoutChanges()
            closed.status = .closed
            return .record(closed, .closed)
        }
        if case .undo(let episode) = wait(episode) { return .undo(episode) }
        return .record(episode, .resolved)
    }

    // MARK: What time alone does

    /// What it means to an episode that time has passed.
    ///
    /// - Parameter isTick: whether this is a tick, which makes steps follow one another as a repeat of the alert does.
    func verdict(onTimeFor known: Episode, isTick: Bool) -> EpisodeVerdict {
        switch known.status {
        case .firing: return isTick ? progress(known) : .keep("the alert still fires")
        case .resolved: return wait(known)
        case .closed:
            guard elapsed(since: known.at, reaches: rule.cooldown) else {
                return .keep("the alert was over by \(text(known.at))")
            }
            return .forget
        }
    }

    /// The alert still fires.
    private func progress(_ episode: Episode) -> EpisodeVerdict {
        let count = rule.steps.count
        guard !episode.isExhausted else { return .keep("the alert still fires and no step is left") }
        guard elapsed(since: episode.at, reaches: rule.settle) else {
            let due = text(episode.at.addingTimeInterval(rule.settle.seconds))
            guard episode.step > 0 else {
                return .keep("its first step is taken if a rollback does not help until \(due)")
            }
            return .keep("step \(min(episode.step, count)) of \(count) was taken; it may help until \(due)")
        }
        return episode.step < count ? .take(step: episode.step + 1, of: episode) : .exhaust(episode)
    }

    /// The alert is over and its changes are still there.
    private func wait(_ episode: Episode) -> EpisodeVerdict {
        guard let undo = rule.undo else { return over(episode) }
        let delay = undo.delay(afterFlaps: episode.flaps)
        guard elapsed(since: episode.at, reaches: delay) else {
            return .keep("the alert is over; undo at \(text(episode.at.addingTimeInterval(delay.seconds)))")
        }
        return .undo(episode)
    }

    private func elapsed(since start: Date, reaches duration: Duration) -> Bool {
        time.timeIntervalSince(start) >= duration.seconds
    }

    private func text(_ date: Date) -> String { RFC3339.text(from: date) }
}

extension Duration {
    /// The length in seconds.
    var seconds: Double {
        Double(components.seconds) + Double(components.attoseconds) / 1e18
    }
}
