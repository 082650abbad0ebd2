public import RemoteGit

/// Decides events on a branch, each on the commits of those before it, and pushes nothing: to see what a policy would do.
public struct Rehearsal: Sendable {
    /// What came of an event.
    public struct Step: Sendable {
        /// The outcome that it would have.
        public let outcome: Outcome
        /// What would change, as `git diff` prints it; empty if nothing would.
        public let diff: String
        /// What was decided on.
        public let before: Snapshot
    }

    private let branch: RemoteBranch
    private let policy: PolicyFile?
    private let policies = PolicyCache()
    private let signature: CommitDraft.Signature
    private var revision: Revision

    /// A rehearsal on the branch as it is now.
    ///
    /// - Parameters:
    ///   - policy: the policy to use in place of the repository's.
    ///   - signature: author and committer of the commits.
    /// - Throws: ``RemoteGitError`` if the branch cannot be read.
    public init(
        on branch: RemoteBranch,
        policy: PolicyFile?,
        signature: CommitDraft.Signature
    ) async throws(RemoteGitError) {
        self.branch = branch
        self.policy = policy
        self.signature = signature
        revision = try await branch.refresh()
    }

    /// Decides an event.
    ///
    /// - Parameter keepsCommit: whether the next event is decided on what this one changes.
    /// - Throws: ``RemoteGitError`` if what the decision asks for cannot be read.
    public mutating func decide(_ event: PendingEvent, keepsCommit: Bool) async throws(RemoteGitError) -> Step {
        // What a server has no commits for cannot be asked of it.
        var takesCommitsAsTheyAre = revision.hasPendingCommits
        while true {
            let group = GroupDecision(
                [event], on: revision, policy: policy, policies: policies,
                takesCommitsAsTheyAre: takesCommitsAsTheyAre, draft: draft)
            if let date = group.missingSince {
                revision = try await branch.extendLedger(of: revision, since: date, limit: EventLedger.longest)
                takesCommitsAsTheyAre = true
                continue
            }
            if group.missing.isEmpty {
                return try step(group, event, takesCommitsAsTheyAre, keepsCommit)
            }
            let loaded = try await branch.load(group.missing, of: revision, until: .first)
            guard !group.missing.allSatisfy(revision.isLoaded) else {
                throw RemoteGitError(.local, "a handler asks for what is loaded already")
            }
            revision = loaded
        }
    }

    private mutating func step(
        _ group: GroupDecision,
        _ event: PendingEvent,
        _ takesCommitsAsTheyAre: Bool,
        _ keepsCommit: Bool
    ) throws(RemoteGitError) -> Step {
        guard let result = group.results.first else { throw RemoteGitError(.local, "nothing was decided") }
        var outcome = Outcome(result, of: event)
        outcome.dryRun = true
        var diff = ""
        if case .commit(_, let proposal, _) = result { diff = try proposal.diff(from: revision) }
        let before = Snapshot(
            revision, policyFile: policy, policies: policies, takesCommitsAsTheyAre: takesCommitsAsTheyAre)
        if keepsCommit { revision = group.chain }
        return Step(outcome: outcome, diff: diff, before: before)
    }

    /// The commit that an event would make, at the event's time.
    private func draft(_ event: PendingEvent, _ message: String) -> CommitDraft {
        CommitDraft(message: message, signature: signature, authored: event.time, committed: event.time)
    }
}
