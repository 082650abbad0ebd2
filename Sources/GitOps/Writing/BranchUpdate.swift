public import RemoteGit

/// What a push did to a branch.
public struct BranchUpdate: Sendable, Hashable {
    /// The branch's name.
    public let branch: String
    /// Its tip before.
    public let before: ObjectID
    /// Its tip now.
    public let after: ObjectID
    /// The files that changed, each once.
    public let paths: [RepositoryPath]

    /// An update of its parts.
    public init(branch: String, before: ObjectID, after: ObjectID, paths: [RepositoryPath]) {
        self.branch = branch
        self.before = before
        self.after = after
        self.paths = paths
    }
}
