extension Revision {
    /// A file to be as given, or to be gone.
    public struct FileChange: Sendable {
        /// The file.
        public let path: RepositoryPath
        /// Its new content; `nil` removes it.
        public let content: [UInt8]?

        /// A change of its parts. A file that exists keeps its mode.
        public init(path: RepositoryPath, content: [UInt8]?) {
            self.path = path
            self.content = content
        }
    }

    /// A file or directory that is there by its id, and what it is.
    public struct Entry: Sendable, Hashable {
        /// What it is.
        public let mode: FileMode
        /// The id of its content.
        public let id: ObjectID

        /// An entry of its parts.
        public init(mode: FileMode, id: ObjectID) {
            self.mode = mode
            self.id = id
        }
    }

    /// A file or directory to be one that the server has already, whatever was there, or to be gone with all in it.
    public struct EntryChange: Sendable, Hashable {
        /// Where.
        public let path: RepositoryPath
        /// What shall be there; `nil` for nothing.
        public let entry: Entry?

        /// A change of its parts.
        public init(path: RepositoryPath, entry: Entry?) {
            self.path = path
            self.entry = entry
        }
    }

    /// Puts a commit on top.
    ///
    /// - Parameters:
    ///   - files: files with their new content.
    ///   - entries: what is set to something that the server has. It is set first, and `files` may change files in it.
    /// - Returns: its id, or `nil` if the changes leave everything as it is: then there is no commit.
    /// - Throws: ``RemoteGitError`` of class `invalidRequest` if a path leads through something that is no directory, or
    ///   through one that was not loaded.
    public mutating func commit(
        _ files: [FileChange],
        entries: [EntryChange] = [],
        _ draft: CommitDraft
    ) throws(RemoteGitError) -> ObjectID? {
        guard !files.isEmpty || !entries.isEmpty else { return nil }
        let tree = try change(root, files, entries)
        guard tree != root else { return nil }
        try put(PendingCommit(draft, tree: tree, on: id))
        return id
    }

    /// What a commit on another ref builds on.
    public enum RefStart: Sendable, Hashable {
        /// What the ref points at; on an empty directory and without a parent if there is no such ref.
        case itself
        /// The revision's own top commit. What the ref pointed at before is not kept.
        case branch
    }

    /// Puts a commit on another ref, which has to be known: ``Want/ref(_:)`` makes it so.
    ///
    /// - Returns: its id, or `nil` if the changes leave everything as it is: then there is no commit.
    /// - Throws: ``RemoteGitError`` of class `invalidRequest`, as ``commit(_:entries:_:)``.
    public mutating func commit(
        on name: RefName,
        from start: RefStart = .itself,
        _ files: [FileChange],
        entries: [EntryChange] = [],
        _ draft: CommitDraft
    ) throws(RemoteGitError) -> ObjectID? {
        var ref = try read(name)
        let parent = start == .branch ? ledger.first : ref.tip
        let tree = try change(parent?.tree, files, entries)
        guard tree != parent?.tree else { return nil }
        let commit = PendingCommit(draft, tree: tree, on: parent?.id)
        try ref.put(commit, replacing: start == .branch)
        pendingSize += commit.object.content.count
        refs[name] = ref
        return commit.object.id
    }

    /// Lets another ref be gone, which has to be known.
    ///
    /// - Throws: ``RemoteGitError`` of class `invalidRequest` if it is not known.
    public mutating func delete(_ name: RefName) throws(RemoteGitError) {
        var ref = try read(name)
        ref.delete()
        refs[name] = ref
    }

    private func read(_ name: RefName) throws(RemoteGitError) -> OtherRef {
        guard let ref = known(name) else {
            throw RemoteGitError(.invalidRequest, "\(name) was not read before it was changed")
        }
        return ref
    }

    /// The directory with all changes made; the empty one if nothing is left. What is new in it is to be pushed.
    private mutating func change(
        _ tree: ObjectID?,
        _ files: [FileChange],
        _ entries: [EntryChange]
    ) throws(RemoteGitError) -> ObjectID {
        let (id, new) = try build(tree, files, entries)
        for (object, base) in new where !objects.isSealed(object.id) && !made.contains(object.id) {
            try made.add(object, base: base)
        }
        return id
    }

    /// The directory with all changes made, and what was made for it, each with what it takes the place of.
    private mutating func build(
        _ tree: ObjectID?,
        _ files: [FileChange],
        _ entries: [EntryChange]
    ) throws(RemoteGitError) -> (id: ObjectID, new: [(object: GitObject, base: GitObject?)]) {
        if !hasPendingCommits { objects.seal() }
        var builder = TreeBuilder(objects: objects)
        // Taken out, so that the set is changed in place and not copied for every commit.
        objects = ObjectSet()
        defer { objects = builder.objects }
        var changes = entries.map { TreeBuilder.Change(path: $0.path.components[...], value: .entry($0.entry)) }
        changes += files.map { TreeBuilder.Change(path: $0.path.components[...], value: .content($0.content)) }
        return (try builder.apply(changes, toRoot: tree), builder.made)
    }

    /// The same commit as if these changes were in it: to decide on, not to push.
    ///
    /// - Throws: ``RemoteGitError`` of class `invalidRequest`, as ``commit(_:entries:_:)``.
    public func changing(
        _ files: [FileChange],
        entries: [EntryChange] = []
    ) throws(RemoteGitError) -> Revision {
        var copy = self
        copy.root = try copy.build(root, files, entries).id
        return copy
    }

    private mutating func put(_ commit: PendingCommit) throws(RemoteGitError) {
        ledger.insert(try Commit(commit.object), at: 0)
        pending.append(commit)
        pendingSize += commit.object.content.count
        (root, id) = (commit.tree, commit.object.id)
    }

    /// The same with each new commit signed. They get other ids, since a signature is a part of its commit and the id of a
    /// parent is too.
    ///
    /// - Returns: the revision, and the new ids by the old ones.
    /// - Throws: ``RemoteGitError`` of class `local` if they cannot be signed.
    public func signed(
        by key: SigningKey
    ) async throws(RemoteGitError) -> (revision: Revision, ids: [ObjectID: ObjectID]) {
        try await key.lend { signer throws(RemoteGitError) in
            var copy = self
            var ids: [ObjectID: ObjectID] = [:]
            copy.id = base
            copy.ledger.removeFirst(pending.count)
            (copy.pending, copy.pendingSize) = ([], 0)
            for commit in pending {
                try copy.put(try await commit.signed(by: signer, on: copy.id))
                ids[commit.object.id] = copy.id
            }
            for (name, ref) in refs.sorted(by: { $0.key < $1.key }) where !ref.pending.isEmpty {
                var (unsigned, commits) = ref.withoutPending()
                for commit in commits {
                    let parent = commit.parent.map { ids[$0] ?? $0 }
                    let signed = try await commit.signed(by: signer, on: parent)
                    try unsigned.put(signed)
                    copy.pendingSize += signed.object.content.count
                    ids[commit.object.id] = signed.object.id
                }
                copy.refs[name] = unsigned
            }
            return (copy, ids)
        }
    }

    /// What the server needs to take the new commits.
    ///
    /// - Throws: ``RemoteGitError`` of class `local` if compression fails.
    func pack() throws(RemoteGitError) -> PackWriter {
        var pack = made
        let others = refs.sorted { $0.key < $1.key }.flatMap(\.value.pending)
        for commit in pending + others where !pack.contains(commit.object.id) {
            try pack.add(commit.object, base: nil)
        }
        return pack
    }
}
