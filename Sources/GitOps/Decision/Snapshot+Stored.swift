public import RemoteGit

/// What a repository holds beside the commit that is decided on: an earlier commit, what another ref points at, or a
/// directory by its id.
public struct StoredTree: FileTree {
    /// What is loaded.
    public let revision: Revision
    /// Which of them it is.
    public let origin: Revision.Origin
}

/// A commit beside the one that is decided on, and its files.
public struct StoredCommit: FileTree {
    /// What it says of itself.
    public let commit: Commit
    /// What is loaded.
    public let revision: Revision
    /// Where its files are.
    public let origin: Revision.Origin
}

extension Snapshot {
    /// The commit that a ref beside the branch points at; `nil` if there is no such ref. A handler that reads a ref each
    /// time names it in ``Handler/refs``, so that it comes along with the branch.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)``.
    public func ref(_ name: RefName) throws(Undecided) -> StoredCommit? {
        switch revision.lookup(name) {
        case .notLoaded: throw .notLoaded([.ref(name)])
        case .absent: nil
        case .commit(let commit): StoredCommit(commit: commit, revision: revision, origin: .ref(name))
        }
    }

    /// Whether the server was seen not to let a ref be changed. A proposal that does so nevertheless is refused.
    public func isDeclined(_ name: RefName) -> Bool { revision.isDeclined(name) }

    /// A commit of the branch's history; `nil` if the last 4,000 or so are without it.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)``.
    public func commit(_ id: ObjectID) throws(Undecided) -> StoredCommit? {
        switch revision.lookup(id) {
        case .notLoaded: throw .notLoaded([.commit(id)])
        case .absent: nil
        case .commit(let commit): StoredCommit(commit: commit, revision: revision, origin: .commit(id))
        }
    }

    /// A directory by its id.
    public func tree(_ id: ObjectID) -> StoredTree { StoredTree(revision: revision, origin: .tree(id)) }

    /// The last commits of the branch, the newest first: 64 or more, unless it has fewer.
    public var ledger: [Commit] { revision.ledger }
}
