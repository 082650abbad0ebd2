public import FoundationEssentials

extension RemoteBranch {
    /// When loading ends.
    public enum LoadingEnd: Sendable {
        /// When nothing of what is wanted is missing.
        case all
        /// When something of it can be read that could not before. What that leads to can then be asked for together
        /// with the rest, which saves requests.
        case first
    }

    /// The revision with all that is wanted, as far as it exists. One request for each directory level, whatever the
    /// number of wants.
    ///
    /// - Throws: ``RemoteGitError``.
    public func load(
        _ wants: Set<Want>,
        of revision: Revision,
        until end: LoadingEnd = .all
    ) async throws(RemoteGitError) -> Revision {
        let open = wants.filter { !revision.isLoaded($0) }
        var revision = try await findingOrigins(of: open, revision)
        var asked: Set<ObjectID> = []
        while end == .all || !open.contains(where: revision.isLoaded) {
            var trees: Set<ObjectID> = []
            var whole: Set<ObjectID> = []
            for want in wants {
                let missing = revision.missing(for: want)
                trees.formUnion(missing.trees)
                whole.formUnion(missing.whole)
            }
            let ids = trees.isEmpty ? whole : trees
            guard !ids.isEmpty else { break }
            if let changes = try await changes(in: ids, revision) {
                revision = try revision.adding(changes, for: wants)
                continue
            }
            // A tree may name an object that is of another kind than it says. Asking again does not change that.
            guard asked.isDisjoint(with: ids) else {
                throw RemoteGitError(.brokenAnswer, "a directory of the repository names objects of another kind")
            }
            asked.formUnion(ids)
            let tips = [revision.base] + revision.refs.values.compactMap(\.base)
            let objects = try await conversation.objects(ids, trees: !trees.isEmpty, of: tips)
            revision = try revision.adding(objects, for: wants)
        }
        if !revision.hasPendingCommits, current?.revision.id == revision.id {
            dropSuperseded(&revision)
            await keepLoaded(revision)
        }
        return revision
    }

    /// All that changed in root directories, below them too, since an earlier state of the branch, where that is known.
    private func changes(
        in ids: Set<ObjectID>,
        _ revision: Revision
    ) async throws(RemoteGitError) -> [GitObject]? {
        guard let known = earlier, ids.isSubset(of: revision.tipRoots) else { return nil }
        earlier = nil
        return try await conversation.changes(to: ids, since: known)
    }

    /// How many commits of a branch's history are looked through for one that somebody names.
    private static let longestSearch = 4000

    /// The revision with the refs and commits where wanted paths begin.
    private func findingOrigins(
        of wants: Set<Want>,
        _ revision: Revision
    ) async throws(RemoteGitError) -> Revision {
        var revision = revision
        var refs: Set<RefName> = []
        var isLedgerShort = false
        for want in wants {
            switch want.origin {
            case .ref(let name) where revision.known(name) == nil: refs.insert(name)
            case .commit(let id): if case .notLoaded = revision.lookup(id) { isLedgerShort = true }
            case .branch, .ref, .tree: continue
            }
        }
        if !refs.isEmpty { revision = try await adding(refs, to: revision) }
        if isLedgerShort {
            let fetched = try await conversation.commits(from: [revision.base], .depth(Self.longestSearch))
            let history = fetched.history(from: revision.base)
            revision = try revision.with(history: history, start: history.start, askedSince: .distantPast)
                .adding(fetched.objects)
        }
        return revision
    }

    /// How far before the ledger's start commits are asked for by their time, in seconds: two days.
    private static let longestTimeAsked: TimeInterval = 2 * 24 * 3600

    /// The revision with a ledger that goes back to a point in time, or as far as `limit` commits do along each line of
    /// the history. No more than that is to be had from then on (``Revision/lacksCommits(since:)``).
    ///
    /// - Throws: ``RemoteGitError``.
    public func extendLedger(
        of revision: Revision,
        since date: Date,
        limit: Int
    ) async throws(RemoteGitError) -> Revision {
        // New commits are unknown to the server.
        let known = revision.ledger.dropFirst(revision.pending.count)
        // A server has nothing to send where the tip itself is older, as with a clock that was wrong.
        let since = min(date, known.first?.committed ?? date)
        // The protocol bounds commits by time or by number. Of a time long ago there may be too many.
        if since > (revision.ledgerStart ?? since).addingTimeInterval(-Self.longestTimeAsked) {
            let fetched = try await conversation.commits(from: [revision.base], .since(since))
            let history = fetched.history(from: revision.base)
            // There may be too many after all. And a server stops at the first commit that is older: where clocks differ,
            // that may be one that is known.
            if (known.count...max(limit, known.count)).contains(history.commits.count) {
                let start = history.start.map { min($0, since) }
                return kept(
                    try revision.with(history: history, start: start, askedSince: date).adding(fetched.objects))
            }
        }
        let fetched = try await conversation.commits(from: [revision.base], .depth(limit))
        let history = fetched.history(from: revision.base)
        return kept(
            try revision.with(history: history, start: history.start, askedSince: .distantPast)
                .adding(fetched.objects))
    }

    /// A revision with a longer ledger, which stays if it is the branch as it was last seen.
    private func kept(_ revision: Revision) -> Revision {
        if current?.revision.id == revision.id { current?.revision = revision }
        return revision
    }
}
