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

    private let decider: GroupDecider
    private let policy: PolicyFile?
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
        // The commits are made at the events' times.
        decider = GroupDecider(branch: branch) { event, message in
            CommitDraft(message: message, signature: signature, authored: event.time, committed: event.time)
        }
        self.policy = policy
        revision = try await branch.refresh()
    }

    /// Decides an event.
    ///
    /// - Parameter keepsCommit: whether the next event is decided on what this one changes.
    /// - Throws: ``RemoteGitError`` if what the decision asks for cannot be read.
    public mutating func decide(_ event: PendingEvent, keepsCommit: Bool) async throws(RemoteGitError) -> Step {
        let group = try await decider.decide([event], on: revision, policy: policy)
        guard let result = group.results.first else { throw RemoteGitError(.local, "nothing was decided") }
        var outcome = Outcome(result, of: event)
        outcome.dryRun = true
        var diff = ""
        if case .commit(_, let proposal, _) = result { diff = try proposal.diff(from: group.base) }
        let before = Snapshot(group.base, policyFile: policy, policies: decider.policies)
        revision = keepsCommit ? group.chain : group.base
        return Step(outcome: outcome, diff: diff, before: before)
    }
}
