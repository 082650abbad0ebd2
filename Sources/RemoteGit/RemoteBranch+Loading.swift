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
            revision = try revision.with(
                ledger: history.commits, start: history.start, shallow: history.shallow, isComplete: true
            ).adding(fetched.objects)
        }
        return revision
    }

    /// How far before the ledger's start commits are asked for by their time, in seconds: two days.
    private static let longestTimeAsked: TimeInterval = 2 * 24 * 3600

    /// The revision with a ledger that goes back to a point in time, if that takes no more than `limit` commits.
    ///
    /// - Throws: ``RemoteGitError``.
    public func extendLedger(
        of revision: Revision,
        since date: Date,
        limit: Int
    ) async throws(RemoteGitError) -> Revision {
        // A server has nothing to send where the tip itself is older, as with a clock that was wrong.
        let since = min(date, revision.ledger.first?.committed ?? date)
        // The protocol bounds commits by time or by number. Of a time long ago there may be too many.
        let isNear = since > (revision.ledgerStart ?? since).addingTimeInterval(-Self.longestTimeAsked)
        let fetched = try await conversation.commits(from: [revision.id], isNear ? .since(since) : .depth(limit))
        let history = fetched.history(from: revision.id)
        guard history.commits.count <= limit else { return revision }
        let start = isNear ? history.start.map { min($0, since) } : history.start
        let longer = try revision.with(ledger: history.commits, start: start, shallow: history.shallow)
            .adding(fetched.objects)
        if current?.revision.id == longer.id { current?.revision = longer }
        return longer
    }
}
