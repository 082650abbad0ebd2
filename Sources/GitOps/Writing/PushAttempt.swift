import Logging
import RemoteGit

/// Decides events on one revision of a branch and pushes what comes of them, once.
struct PushAttempt {
    /// What came of it.
    enum Result {
        /// The outcome of the first events is certain.
        case done([Outcome], BranchUpdate?)
        /// The branch, or what is known of the server, is not what it was taken for: nothing was changed.
        case stale
        /// The same, because somebody else has pushed meanwhile.
        case tooLate
    }

    let branch: RemoteBranch
    let decider: GroupDecider
    let policy: PolicySource
    let signingKey: SigningKey?
    let logger: Logger

    /// An attempt on a revision that may be old. Afterwards the branch has been read, whatever came of it.
    func write(
        _ events: [PendingEvent],
        onWhatWasSeen revision: Revision
    ) async throws(RemoteGitError) -> Result {
        do {
            return try await write(events, on: revision, isCurrent: false)
        } catch {
            // What an old tip holds may be gone from the server.
            guard error.mayBeOfAnOldTip, try await !branch.refresh().pointsAsMuch(as: revision) else {
                throw error
            }
            return .stale
        }
    }

    /// An attempt on a revision.
    ///
    /// - Parameter isCurrent: whether it was read for this attempt.
    func write(
        _ events: [PendingEvent],
        on revision: Revision,
        isCurrent: Bool
    ) async throws(RemoteGitError) -> Result {
        let group = try await decider.decide(events, on: revision, by: policy).signed(by: signingKey)
        let outcomes = group.outcomes(of: events)
        guard group.chain.hasPendingCommits else {
            // "Unchanged" and "refused" hold only of the branch as it is now.
            let holds = if isCurrent { true } else { try await branch.refresh().pointsAsMuch(as: group.base) }
            return holds ? .done(outcomes, nil) : .stale
        }
        switch try await branch.push(group.chain) {
        case .pushed: return .done(outcomes, group.update(of: await branch.name))
        case .moved: return .tooLate
        case .refsDeclined(let refs, let words):
            logger.notice(
                "the git server does not let refs be changed that functions keep their records in",
                metadata: ["refs": "\(refs.sorted().map(\.text).joined(separator: " "))", "because": "\(words)"])
            return .stale
        case .declined(let words): throw RemoteGitError(.pushDeclined, "the server declined the push: \(words)")
        }
    }
}
