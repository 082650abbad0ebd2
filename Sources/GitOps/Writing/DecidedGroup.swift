import RemoteGit

/// Decisions on a number of events.
struct DecidedGroup {
    /// What they were made on.
    let base: Revision
    /// The same with the new commits on top.
    let chain: Revision
    /// One for each event, in order; fewer than the events if the chain grew too large.
    let results: [GroupDecision.Result]

    /// The outcomes that the events have once the chain is on the branch.
    func outcomes(of events: [PendingEvent]) -> [Outcome] {
        zip(results, events).map { Outcome($0, of: $1) }
    }

    /// The group with its commits signed, if there is a key. Decisions know nothing of keys, so the ids change here.
    func signed(by key: SigningKey?) async throws(RemoteGitError) -> DecidedGroup {
        guard let key, chain.hasPendingCommits else { return self }
        let (chain, ids) = try await chain.signed(by: key)
        return DecidedGroup(base: base, chain: chain, results: results.map { $0.replacing(ids) })
    }

    /// What pushing the chain does to the branch of that name; `nil` if it changes other refs alone.
    func update(of branch: String?) -> BranchUpdate? {
        guard let branch, chain.id != base.id else { return nil }
        return BranchUpdate(branch: branch, before: base.id, after: chain.id, paths: paths)
    }

    /// The files that its commits change, each once.
    private var paths: [RepositoryPath] {
        var seen: Set<RepositoryPath> = []
        return results.flatMap { result in
            guard case .commit(_, let proposal, _) = result else { return [RepositoryPath]() }
            return proposal.files.map(\.path) + proposal.entries.map(\.path)
        }.filter { seen.insert($0).inserted }
    }
}
