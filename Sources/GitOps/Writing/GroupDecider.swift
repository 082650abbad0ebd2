import RemoteGit

/// Decides events on revisions of a branch, loading what they miss for all of them together.
struct GroupDecider: Sendable {
    let branch: RemoteBranch
    /// Makes a commit's draft of an event and a message.
    let draft: @Sendable (PendingEvent, String) -> CommitDraft
    /// The policies that were read before.
    let policies = PolicyCache()

    /// Decides by the policy as it is now, with as many of the branch's commits as tell whether the events are new.
    func decide(
        _ events: [PendingEvent],
        on revision: Revision,
        by source: PolicySource
    ) async throws(RemoteGitError) -> DecidedGroup {
        let policy: PolicyFile?
        do {
            policy = try source.read()
        } catch {
            let results = events.map { _ in GroupDecision.Result.settled(.failed, error.message) }
            return DecidedGroup(base: revision, chain: revision, results: results)
        }
        var base = revision
        let ledger = EventLedger(base)
        if let date = events.compactMap(ledger.missing(for:)).min() {
            base = try await branch.extendLedger(of: base, since: date, limit: EventLedger.longest)
        }
        var takesCommitsAsTheyAre = false
        return try await decide(
            events, on: base, policy: policy, takesCommitsAsTheyAre: &takesCommitsAsTheyAre)
    }

    /// Decides by a policy.
    ///
    /// - Parameters:
    ///   - policy: what to use in place of the repository's; `nil` for that.
    ///   - takesCommitsAsTheyAre: whether no more of the branch's earlier commits can be read than there are. It is so
    ///     once they were asked for.
    func decide(
        _ events: [PendingEvent],
        on revision: Revision,
        policy: PolicyFile?,
        takesCommitsAsTheyAre: inout Bool
    ) async throws(RemoteGitError) -> DecidedGroup {
        var base = revision
        while true {
            let group = GroupDecision(
                events, on: base, policy: policy, policies: policies, takesCommitsAsTheyAre: takesCommitsAsTheyAre,
                draft: draft)
            if let date = group.missingSince {
                base = try await branch.extendLedger(of: base, since: date, limit: EventLedger.longest)
                takesCommitsAsTheyAre = true
                continue
            }
            guard !group.missing.isEmpty else {
                return DecidedGroup(base: base, chain: group.chain, results: group.results)
            }
            let loaded = try await branch.load(group.missing, of: base, until: .first)
            // A handler that asks for what is there would be asked for ever.
            guard !group.missing.allSatisfy(base.isLoaded) else {
                throw RemoteGitError(.local, "a handler asks for what is loaded already")
            }
            base = loaded
        }
    }
}
