import RemoteGit

/// An event that somebody waits to be written.
struct WaitingEvent: Sendable {
    let event: PendingEvent
    let since: ContinuousClock.Instant
    let done: CheckedContinuation<Outcome, Never>

    /// The outcome with how long it was waited for.
    func timed(_ outcome: Outcome) -> Outcome {
        var outcome = outcome
        outcome.milliseconds = (ContinuousClock.now - since).milliseconds
        return outcome
    }
}
