public import FoundationEssentials

/// A commit of a remote branch, and as much of its tree as has been loaded.
///
/// A value: reading it waits for nothing, and what is not loaded says so. New commits are put on top of it with
/// ``commit(_:_:)`` and live only here until ``RemoteBranch/push(_:)`` sends them.
public struct Revision: Sendable {
    /// The commit on top.
    public private(set) var id: ObjectID
    /// The commits from the top down, as far as they were read. New ones of this revision are among them.
    public private(set) var ledger: [Commit]
    /// Since when the ledger holds all commits; `nil` if it goes back to the first one.
    public let ledgerStart: Date?
    /// The commits of the ledger whose parents are not in it.
    let shallow: Set<ObjectID>
    /// The commit on the server that new ones build on.
    let base: ObjectID
    /// The new commits, the oldest first.
    private var pending: [PendingCommit] = []
    /// The sum of their sizes, in bytes.
    private var pendingSize = 0
    /// The trees and files that are new in them.
    private var made = PackWriter()
    private var root: ObjectID
    private var objects: ObjectSet
    /// What was known to be on the server when the first new commit was made.
    private var onServer = ObjectSet()

    /// A revision that a server has.
    ///
    /// - Parameter ledger: the tip first.
    init(tip: Commit, ledger: [Commit], ledgerStart: Date?, shallow: Set<ObjectID>, objects: ObjectSet) {
        id = tip.id
        base = tip.id
        root = tip.tree
        self.ledger = ledger
        self.ledgerStart = ledgerStart
        self.shallow = shallow
        self.objects = objects
    }

    /// Whether there are commits that were not pushed.
    public var hasPendingCommits: Bool { !pending.isEmpty }

    /// The size of what the revision holds in memory, in bytes.
    public var size: Int { objects.size + made.size + pendingSize }

    // MARK: Reading

    /// What is at a path.
    public enum Lookup: Sendable, Equatable {
        /// Nothing.
        case absent
        /// It is not known: load it first.
        case notLoaded
        /// A file with its content.
        case file([UInt8], executable: Bool)
        /// A directory with the names in it.
        case directory([Name])
        /// A symbolic link, on the way or at the end. It is not followed.
        case symbolicLink
        /// Another repository.
        case submodule
    }

    /// A name in a directory.
    public struct Name: Sendable, Equatable {
        /// The name; names that are not UTF-8 are left out of listings.
        public let name: String
        /// What it names.
        public let mode: FileMode
    }

    /// What is at `path`.
    public func lookup(_ path: RepositoryPath) -> Lookup {
        switch find(path) {
        case .absent: .absent
        case .missing: .notLoaded
        case .symbolicLink: .symbolicLink
        case .found(.submodule, _): .submodule
        case .found(let mode, let id):
            switch objects[id] {
            case .tree(let tree): .directory(Self.names(in: tree))
            case .blob(let content): .file(content, executable: mode == .executable)
            case nil: .notLoaded
            }
        }
    }

    /// Whether all that is wanted can be read, as far as it exists.
    public func isLoaded(_ want: Want) -> Bool {
        let missing = missing(for: want)
        return missing.trees.isEmpty && missing.whole.isEmpty
    }

    /// The ids to ask the server for so that `want` can be read; empty if it can be already.
    func missing(for want: Want) -> (trees: Set<ObjectID>, whole: Set<ObjectID>) {
        switch find(want.path) {
        case .absent, .symbolicLink, .found(.submodule, _): return ([], [])
        case .missing(let id): return ([id], [])
        case .found(let mode, let id):
            guard case .everything = want.extent else { return (objects.contains(id) ? [] : [id], []) }
            return ([], objects.missing(below: id, mode))
        }
    }

    private enum Found {
        case absent
        case symbolicLink
        /// A directory on the way is not loaded.
        case missing(ObjectID)
        case found(FileMode, ObjectID)
    }

    private func find(_ path: RepositoryPath) -> Found {
        var mode = FileMode.directory
        var id = root
        for component in path.components {
            switch mode {
            case .directory: break
            case .symbolicLink: return .symbolicLink
            case .file, .executable, .submodule: return .absent
            }
            guard case .tree(let tree)? = objects[id] else { return .missing(id) }
            guard let entry = tree.entry(named: component) else { return .absent }
            (mode, id) = (entry.mode, entry.id)
        }
        return mode == .symbolicLink ? .symbolicLink : .found(mode, id)
    }

    private static func names(in tree: Tree) -> [Name] {
        tree.entries.compactMap { entry in
            String(validating: entry.name, as: UTF8.self).map { Name(name: $0, mode: entry.mode) }
        }
    }

    // MARK: Writing

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

    /// Puts a commit on top.
    ///
    /// - Returns: its id, or `nil` if the changes leave everything as it is: then there is no commit.
    /// - Throws: ``RemoteGitError`` of class `invalidRequest` if a path leads through something that is no directory, or
    ///   through one that was not loaded.
    public mutating func commit(
        _ changes: [FileChange],
        _ draft: CommitDraft
    ) throws(RemoteGitError) -> ObjectID? {
        var builder = TreeBuilder(objects: objects)
        if pending.isEmpty { onServer = objects }
        // Taken out, so that the set is changed in place and not copied for every commit.
        objects = ObjectSet()
        defer { objects = builder.objects }
        let paths = changes.map { (path: $0.path.components[...], content: $0.content) }
        let tree = try builder.apply(paths, toRoot: root)
        guard tree != root else { return nil }
        for (object, base) in builder.made where !onServer.contains(object.id) && !made.contains(object.id) {
            try made.add(object, base: base)
        }
        try put(PendingCommit(draft, tree: tree, on: id))
        return id
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
            return (copy, ids)
        }
    }

    /// What the server needs to take the new commits.
    ///
    /// - Throws: ``RemoteGitError`` of class `local` if compression fails.
    func pack() throws(RemoteGitError) -> PackWriter {
        var pack = made
        for commit in pending { try pack.add(commit.object, base: nil) }
        return pack
    }

    /// Forgets superseded versions of what new commits change: of a directory with many names, each is large.
    public mutating func sweep() {
        objects.sweep(keeping: root)
    }

    /// The same commits with more objects loaded.
    func adding(_ more: [GitObject]) throws(RemoteGitError) -> Revision {
        var copy = self
        try copy.objects.insert(more)
        return copy
    }

    /// The same commit with a longer ledger.
    func with(ledger: [Commit], start: Date?, shallow: Set<ObjectID>) -> Revision {
        Revision(tip: ledger[0], ledger: ledger, ledgerStart: start, shallow: shallow, objects: objects)
    }

    /// What this revision is once its new commits are on the branch.
    func pushed() -> Revision {
        Revision(tip: ledger[0], ledger: ledger, ledgerStart: ledgerStart, shallow: shallow, objects: objects)
    }

    /// Forgets what the tip does not hold; if that is too little, all but the root.
    mutating func forget(downTo bytes: Int) {
        objects.sweep(keeping: root)
        if objects.size > bytes { objects.forgetAll(but: root) }
    }

    /// What the next fetch of the branch need not bring again.
    var known: Conversation.Known { Conversation.Known(tip: id, commits: ledger, shallow: shallow) }

    /// The objects that the branch's next revision may share with this one.
    var knownObjects: ObjectSet { objects }
}

/// What a caller wants to read.
public struct Want: Sendable, Hashable {
    enum Extent: Sendable, Hashable {
        case itself
        case everything
    }

    let path: RepositoryPath
    let extent: Extent

    /// A file's content, or the names in a directory.
    public static func entry(_ path: RepositoryPath) -> Want { Want(path: path, extent: .itself) }

    /// A directory and all below it.
    public static func subtree(_ path: RepositoryPath) -> Want { Want(path: path, extent: .everything) }
}
