/// A ref beside the branch, as a revision knows it.
struct OtherRef: Sendable {
    /// What the server has; `nil` for no such ref.
    let base: ObjectID?
    /// Its commits from the top down, as far as they were read, the new ones among them; empty for no such ref.
    private(set) var history: [Commit]
    /// Those of them whose parents are not among them.
    private(set) var shallow: Set<ObjectID> = []
    /// The new commits, the oldest first.
    private(set) var pending: [PendingCommit] = []

    /// A ref that the server does not have.
    init() {
        base = nil
        history = []
    }

    /// A ref that was read.
    init(_ read: Conversation.History) {
        base = read.commits.first?.id
        history = read.commits
        shallow = read.shallow
    }

    /// The commit that it points at.
    var tip: Commit? { history.first }

    /// Whether it is not as the server has it.
    var isChanged: Bool { tip?.id != base }

    /// Puts a commit on it.
    ///
    /// - Parameter replacing: whether the commit does not build on what the ref held.
    mutating func put(_ commit: PendingCommit, replacing: Bool = false) throws(RemoteGitError) {
        if replacing { delete() }
        history.insert(try Commit(commit.object), at: 0)
        pending.append(commit)
    }

    /// Lets it point at nothing.
    mutating func delete() { (history, pending) = ([], []) }

    /// The same without its new commits, and those.
    func withoutPending() -> (ref: OtherRef, pending: [PendingCommit]) {
        var copy = self
        copy.history.removeFirst(pending.count)
        copy.pending = []
        return (copy, pending)
    }

    /// What it is once its new commits are on the server.
    func pushed() -> OtherRef {
        let kept = Array(history.prefix(Self.longestKept))
        let end = kept.count < history.count ? kept.last.map { [$0.id] } ?? [] : []
        return OtherRef(Conversation.History(commits: kept, shallow: shallow.union(end)))
    }

    /// The most commits that are kept of a ref to which this process adds.
    private static let longestKept = 256
}

/// A ref to be set by a push.
struct RefUpdate: Sendable, Equatable {
    /// The full name of the ref.
    let ref: String
    /// What the ref must point at: the server compares and swaps. `nil` if there must be no such ref.
    let old: ObjectID?
    /// What it shall point at; `nil` if it shall be gone.
    let new: ObjectID?
}
