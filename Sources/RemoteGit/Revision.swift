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
    /// The commit on the server that new ones build on.
    let base: ObjectID
    /// New commits, oldest first.
    private(set) var pending: [PendingCommit] = []
    private var root: ObjectID
    private var objects: ObjectSet

    /// A new commit, and the objects that came with it.
    struct PendingCommit: Sendable {
        let commit: GitObject
        /// Each with the object that it takes the place of.
        var objects: [(object: GitObject, base: GitObject?)]
    }

    init(tip: Commit, ledger: [Commit], ledgerStart: Date?, objects: ObjectSet) {
        id = tip.id
        base = tip.id
        root = tip.tree
        self.ledger = ledger
        self.ledgerStart = ledgerStart
        self.objects = objects
    }

    /// Whether there are commits that were not pushed.
    public var hasPendingCommits: Bool { !pending.isEmpty }

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
        let paths = changes.map { (path: $0.path.components[...], content: $0.content) }
        let tree = try builder.apply(paths, toRoot: root)
        guard tree != root else { return nil }
        let commit = draft.object(tree: tree, parent: id)
        let parsed = try Commit(commit)
        objects = builder.objects
        pending.append(PendingCommit(commit: commit, objects: builder.new))
        ledger.insert(parsed, at: 0)
        (root, id) = (tree, commit.id)
        return commit.id
    }

    /// The same commits with more objects loaded.
    func adding(_ more: [GitObject]) throws(RemoteGitError) -> Revision {
        var copy = self
        try copy.objects.insert(more)
        return copy
    }

    /// The same commit with a longer ledger.
    func with(ledger: [Commit], start: Date?) -> Revision {
        Revision(tip: ledger[0], ledger: ledger, ledgerStart: start, objects: objects)
    }

    /// The most commits that a revision keeps from one push to the next, so that a long life needs no more memory.
    static let longestLedger = 4096

    /// What this revision is once its new commits are on the branch.
    func pushed() -> Revision {
        let kept = Array(ledger.prefix(Self.longestLedger))
        let start = kept.count < ledger.count ? kept.last?.committed : ledgerStart
        var copy = Revision(tip: kept[0], ledger: kept, ledgerStart: start, objects: objects)
        copy.objects.forgetIfLarge(keeping: root)
        return copy
    }

    /// The objects that the next revision of the branch may share with this one.
    var known: ObjectSet { objects }
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
