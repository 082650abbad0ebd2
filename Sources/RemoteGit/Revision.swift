public import FoundationEssentials

/// A commit of a remote branch, and as much of its tree as has been loaded.
///
/// A value: reading it waits for nothing, and what is not loaded says so. New commits are put on top of it with
/// ``commit(_:entries:_:)``, on other refs with ``commit(on:from:_:entries:_:)``, and live only here until
/// ``RemoteBranch/push(_:)`` sends them.
public struct Revision: Sendable {
    /// The commit on top.
    public internal(set) var id: ObjectID
    /// The commits from the top down, as far as they were read. New ones of this revision are among them.
    public internal(set) var ledger: [Commit]
    /// Since when the ledger holds all commits; `nil` if it goes back to the first one.
    public private(set) var ledgerStart: Date?
    /// The commits of the ledger whose parents are not in it.
    private(set) var shallow: Set<ObjectID>
    /// The time back to which commits were asked for: those since then that are not in the ledger are not to be had.
    private var ledgerAskedSince: Date
    /// The commit on the server that new ones build on.
    let base: ObjectID
    /// The new commits, the oldest first.
    var pending: [PendingCommit] = []
    /// The sum of the sizes of all new commits, those of other refs included, in bytes.
    var pendingSize = 0
    /// The trees and files that are new in them.
    var made = PackWriter()
    var root: ObjectID
    /// What was known to be on the server when the first new commit was made is sealed.
    var objects: ObjectSet
    /// Whether there is a server that may have more than is known here.
    var isOnServer = true
    /// The refs beside the branch that were asked for.
    var refs: [RefName: OtherRef] = [:]
    /// Those of them that the server does not let be changed.
    var declinedRefs: Set<RefName> = []
    /// The directories outside the branch's own that were loaded from.
    private var borrowed: Set<ObjectID> = []

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
        ledgerAskedSince = shallow.isEmpty ? .distantPast : .distantFuture
        self.objects = objects
    }

    /// Whether there are changes that were not pushed.
    public var hasPendingCommits: Bool { !pending.isEmpty || refs.values.contains(where: \.isChanged) }

    /// The size of what the revision holds in memory, in bytes.
    public var size: Int { objects.size + made.size + pendingSize }

    /// Whether nothing more is to be had of the branch's history.
    var isLedgerComplete: Bool { ledgerAskedSince == .distantPast }

    /// Whether the server may have commits since `date` that are not in the ledger and were not asked for:
    /// ``RemoteBranch/extendLedger(of:since:limit:)`` does.
    public func lacksCommits(since date: Date) -> Bool {
        ledgerStart.map { date < min($0, ledgerAskedSince) } ?? false
    }

    // MARK: Reading

    /// Where a path begins.
    public enum Origin: Sendable, Hashable {
        /// At the root of the revision itself.
        case branch
        /// At the root of an earlier commit of the branch.
        case commit(ObjectID)
        /// At the root of the commit that another ref points at.
        case ref(RefName)
        /// At a directory by its id.
        case tree(ObjectID)
    }

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
    public func lookup(_ path: RepositoryPath, in origin: Origin = .branch) -> Lookup {
        switch find(path, in: origin) {
        case .absent: .absent
        case .missing, .unread: .notLoaded
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
        guard case .unread = find(want.path, in: want.origin) else {
            let missing = missing(for: want)
            return missing.trees.isEmpty && missing.whole.isEmpty
        }
        return false
    }

    /// The ids to ask the server for so that `want` can be read; empty if it can be already, or if it is not known where
    /// it begins.
    func missing(for want: Want) -> (trees: Set<ObjectID>, whole: Set<ObjectID>) {
        guard want.extent != .origin else { return ([], []) }
        switch find(want.path, in: want.origin) {
        case .absent, .unread, .symbolicLink, .found(.submodule, _): return ([], [])
        case .missing(let id): return ([id], [])
        case .found(let mode, let id):
            guard case .everything = want.extent else { return (objects.contains(id) ? [] : [id], []) }
            return ([], objects.missing(below: id, mode))
        }
    }

    enum Found {
        case absent
        case symbolicLink
        /// It is not known where the path begins.
        case unread
        /// A directory on the way is not loaded.
        case missing(ObjectID)
        case found(FileMode, ObjectID)
    }

    func find(_ path: RepositoryPath, in origin: Origin = .branch) -> Found {
        var mode = FileMode.directory
        var id: ObjectID
        switch start(origin) {
        case .found(_, let tree): id = tree
        case let other: return other
        }
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

    private func start(_ origin: Origin) -> Found {
        switch origin {
        case .branch: return .found(.directory, root)
        case .tree(let id): return .found(.directory, id)
        case .ref(let name):
            guard let ref = known(name) else { return .unread }
            return ref.tip.map { .found(.directory, $0.tree) } ?? .absent
        case .commit(let id):
            if let commit = ledger.first(where: { $0.id == id }) { return .found(.directory, commit.tree) }
            return isLedgerComplete ? .absent : .unread
        }
    }

    /// Another ref; `nil` if it was not read.
    func known(_ name: RefName) -> OtherRef? { refs[name] ?? (isOnServer ? nil : OtherRef()) }

    private static func names(in tree: Tree) -> [Name] {
        tree.entries.compactMap { entry in
            String(validating: entry.name, as: UTF8.self).map { Name(name: $0, mode: entry.mode) }
        }
    }

    // MARK: Loading

    /// The same commits with more objects loaded.
    ///
    /// - Parameter wants: what they were loaded for.
    func adding(_ more: [GitObject], for wants: Set<Want> = []) throws(RemoteGitError) -> Revision {
        var copy = self
        try copy.objects.insert(more)
        // Shared from now on by all that is made of this revision.
        if !hasPendingCommits { copy.objects.seal() }
        for want in wants where want.origin != .branch {
            if case .found(_, let id) = start(want.origin) { copy.borrowed.insert(id) }
        }
        return copy
    }

    /// The same commits with more of the history that they build on.
    ///
    /// - Parameters:
    ///   - history: that of the commit on the server.
    ///   - start: since when it holds all commits.
    ///   - date: the time back to which it was asked for.
    func with(history: Conversation.History, start: Date?, askedSince date: Date) -> Revision {
        var copy = self
        copy.ledger = ledger.prefix(pending.count) + history.commits
        (copy.ledgerStart, copy.shallow) = (start, history.shallow)
        copy.ledgerAskedSince = history.shallow.isEmpty ? .distantPast : date
        return copy
    }

    /// What this revision is once its new commits are on the server.
    func pushed() -> Revision {
        var next = Revision(
            tip: ledger[0], ledger: ledger, ledgerStart: ledgerStart, shallow: shallow, objects: objects)
        next.ledgerAskedSince = ledgerAskedSince
        next.refs = refs.mapValues { $0.pushed() }
        next.declinedRefs = declinedRefs
        return next
    }

    /// Forgets superseded versions of what new commits change: of a directory with many names, each is large. What the
    /// server has stays.
    public mutating func sweepNew() { objects.sweepNew(keeping: roots) }

    /// Forgets all that the tip, other refs and directories that were loaded from do not lead to.
    mutating func sweep() { objects.sweep(keeping: roots) }

    private var roots: Set<ObjectID> { borrowed.union(tipRoots) }

    /// The root directories of the branch and of the other refs.
    var tipRoots: Set<ObjectID> { Set(refs.values.compactMap { $0.tip?.tree } + [root]) }

    /// Forgets what the tip does not hold; if that is too little, also what has been known for longest.
    mutating func forget(downTo bytes: Int) {
        borrowed = []
        objects.forgetOldest(downTo: bytes, below: root)
    }

    /// What the next fetch need not bring again.
    var known: Conversation.Known {
        var known = Conversation.Known(tips: [id], commits: ledger, shallow: shallow)
        for ref in refs.sorted(by: { $0.key < $1.key }).map(\.value) {
            guard let tip = ref.tip, !known.tips.contains(tip.id) else { continue }
            known.tips.append(tip.id)
            known.commits += ref.history
            known.shallow.formUnion(ref.shallow)
        }
        return known
    }

    /// The objects that the branch's next revision may share with this one.
    var knownObjects: ObjectSet { objects }
}
