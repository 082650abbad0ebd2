/// What a caller wants to read.
public struct Want: Sendable, Hashable {
    enum Extent: Sendable, Hashable {
        /// Only that it is known where the path begins: a ref, or a commit.
        case origin
        case itself
        case everything
    }

    let path: RepositoryPath
    let origin: Revision.Origin
    let extent: Extent

    /// A file's content, or the names in a directory.
    public static func entry(_ path: RepositoryPath, in origin: Revision.Origin = .branch) -> Want {
        Want(path: path, origin: origin, extent: .itself)
    }

    /// A directory and all below it.
    public static func subtree(_ path: RepositoryPath, in origin: Revision.Origin = .branch) -> Want {
        Want(path: path, origin: origin, extent: .everything)
    }

    /// Where a ref beside the branch points.
    public static func ref(_ name: RefName) -> Want { Want(path: .root, origin: .ref(name), extent: .origin) }

    /// Whether a commit is in the branch's history, with what it says of itself.
    public static func commit(_ id: ObjectID) -> Want { Want(path: .root, origin: .commit(id), extent: .origin) }
}
