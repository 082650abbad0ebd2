import RemoteGit

/// Decides events on revisions of a branch, loading what they miss for all of them together.
struct GroupDecider: Sendable {
    let branch: RemoteBranch
    /// Makes a commit's draft of an event and a message.
    let draft: @Sendable (PendingEvent, String) -> CommitDraft
    /// The policies that were read before.
    let policies = PolicyCache()

    /// Decides by the policy as it is now.
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
        return try await decide(events, on: revision, policy: policy)
    }

    /// Decides by a policy.
    ///
    /// - Parameter policy: what to use in place of the repository's; `nil` for that.
    func decide(
        _ events: [PendingEvent],
        on revision: Revision,
        policy: PolicyFile?
    ) async throws(RemoteGitError) -> DecidedGroup {
        var base = revision
        while true {
            let group = GroupDecision(events, on: base, policy: policy, policies: policies, draft: draft)
            if let date = group.missingSince {
                base = try await branch.extendLedger(of: base, since: date, limit: EventLedger.longest)
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
