extension Revision {
    /// What another ref points at.
    public enum RefLookup: Sendable {
        /// The server has no such ref.
        case absent
        /// It is not known: load it first.
        case notLoaded
        /// The commit on its top.
        case commit(Commit)
    }

    /// What a ref beside the branch points at, with the new commits of this revision.
    public func lookup(_ name: RefName) -> RefLookup {
        guard let ref = known(name) else { return .notLoaded }
        return ref.tip.map { .commit($0) } ?? .absent
    }

    /// The commits of another ref from the top down, as far as they were read.
    public func history(of name: RefName) -> [Commit] { refs[name]?.history ?? [] }

    /// The refs beside the branch whose tips are known.
    public var knownRefs: Set<RefName> { Set(refs.keys) }

    /// Whether the server was seen not to let the ref be changed.
    public func isDeclined(_ name: RefName) -> Bool { declinedRefs.contains(name) }

    /// What is at a path by its id, whether or not its content is loaded.
    public enum EntryLookup: Sendable, Equatable {
        /// Nothing, or a symbolic link is on the way.
        case absent
        /// It is not known: load the directory that holds it first.
        case notLoaded
        /// This.
        case found(Entry)
    }

    /// The id of what is at `path`. Only the directories on the way have to be loaded.
    public func entry(_ path: RepositoryPath, in origin: Origin = .branch) -> EntryLookup {
        let parent = path.parent
        switch find(parent ?? path, in: origin) {
        case .absent, .symbolicLink: return .absent
        case .missing, .unread: return .notLoaded
        case .found(let mode, let id):
            guard parent != nil, let name = path.name else { return .found(Entry(mode: mode, id: id)) }
            guard mode == .directory else { return .absent }
            guard case .tree(let tree)? = objects[id] else { return .notLoaded }
            return tree.entry(named: name).map { .found(Entry(mode: $0.mode, id: $0.id)) } ?? .absent
        }
    }

    /// A commit of the branch.
    public enum CommitLookup: Sendable {
        /// The branch's history does not hold it, as far back as is looked.
        case absent
        /// The history was not read as far as that.
        case notLoaded
        /// This.
        case commit(Commit)
    }

    /// The commit of that id in the branch's history.
    public func lookup(_ id: ObjectID) -> CommitLookup {
        if let commit = ledger.first(where: { $0.id == id }) { return .commit(commit) }
        return isLedgerComplete ? .absent : .notLoaded
    }

    /// Whether branch and other refs point at the same commits as in `other`, as far as `other` knows of them.
    public func pointsAsMuch(as other: Revision) -> Bool {
        id == other.id && other.refs.allSatisfy { name, ref in refs[name].map { $0.tip?.id == ref.tip?.id } ?? false }
    }

    // MARK: Pushing

    /// What a push has to set, the branch first.
    ///
    /// - Parameter branch: its full name.
    func updates(of branch: String) -> [RefUpdate] {
        let own = pending.isEmpty ? [] : [RefUpdate(ref: branch, old: base, new: id)]
        return own
            + refs.sorted { $0.key < $1.key }.filter(\.value.isChanged).map { name, ref in
                RefUpdate(ref: name.text, old: ref.base, new: ref.tip?.id)
            }
    }

    /// What became of a ref that a push wanted to set.
    enum Standing {
        case asWanted
        case asBefore
        case moved
    }

    /// What became of an update in a revision that was read after it.
    func standing(of update: RefUpdate, branch: String) -> Standing {
        let history: [Commit]
        if update.ref == branch {
            history = ledger
        } else {
            history = RefName(update.ref).flatMap { refs[$0]?.history } ?? []
        }
        let tip = history.first?.id
        if tip == update.new { return .asWanted }
        if let new = update.new, history.contains(where: { $0.id == new }) { return .asWanted }
        return tip == update.old ? .asBefore : .moved
    }
}
