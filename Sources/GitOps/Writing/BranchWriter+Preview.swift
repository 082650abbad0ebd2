import RemoteGit

extension BranchWriter {
    /// Decides on an event without changing anything.
    ///
    /// - Returns: the outcome that it would have, and what would be committed.
    public func preview(_ event: PendingEvent) async -> (outcome: Outcome, diff: String, message: String) {
        let start = ContinuousClock.now
        var outcomes: [Outcome] = []
        var diff = ""
        var message = ""
        let before = await branch.traffic
        do throws(RemoteGitError) {
            await branch.watch(event.refs)
            let base = try await branch.refresh()
            let group = try await decider.decide([event], on: base, by: options.policy)
            outcomes = group.outcomes(of: [event])
            if case .commit(let id, let proposal, _)? = group.results.first {
                diff = try proposal.diff(from: group.base)
                let commits = group.chain.ledger + proposal.refs.map(\.name).flatMap(group.chain.history)
                message = commits.first { $0.id == id }?.message ?? ""
            }
        } catch {
            outcomes = error.outcomes(of: [event], logger)
        }
        var outcome = await completed(outcomes, since: before)[0]
        outcome.dryRun = true
        outcome.milliseconds = (ContinuousClock.now - start).milliseconds
        return (outcome, diff, message)
    }
}
