public import RemoteGit

/// A file that is not the same in two directories.
public struct DifferingFile: Sendable, Hashable {
    /// The file, from the directories.
    public let path: RepositoryPath
    /// What it was; `nil` if it was not there.
    public let old: Revision.Entry?
    /// What it is; `nil` if it is not there any more.
    public let new: Revision.Entry?
}

/// A directory in a commit, or by its id.
public struct Directory: Sendable {
    let tree: any FileTree
    let path: RepositoryPath

    /// The directory at a path.
    public init(_ path: RepositoryPath, in tree: any FileTree) {
        self.tree = tree
        self.path = path
    }

    /// The files that are not the same in another directory, in order of their paths. Directories of the same id are not
    /// looked into.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)``.
    public func differences(from old: Directory) throws(Undecided) -> [DifferingFile] {
        var differing: [DifferingFile] = []
        var open = [RepositoryPath.root]
        while let directory = open.popLast() {
            let before = try old.entries(of: directory)
            let after = try entries(of: directory)
            for name in Set(before.keys).union(after.keys) where before[name] != after[name] {
                guard let path = directory.appending(name) else { continue }
                let was = before[name].flatMap { $0.mode == .directory ? nil : $0 }
                let now = after[name].flatMap { $0.mode == .directory ? nil : $0 }
                if was != now { differing.append(DifferingFile(path: path, old: was, new: now)) }
                let hasDirectory = [before[name], after[name]].contains { $0?.mode == .directory }
                if hasDirectory { open.append(path) }
            }
        }
        return differing.sorted { $0.path < $1.path }
    }

    private func entries(of directory: RepositoryPath) throws(Undecided) -> [String: Revision.Entry] {
        let path = path.appending(directory)
        var entries: [String: Revision.Entry] = [:]
        for name in try tree.names(in: path) ?? [] {
            if let path = path.appending(name.name) { entries[name.name] = try tree.entry(path) }
        }
        return entries
    }

    /// All files in it and below it, by their paths from it.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)`` with the whole directory.
    func files() throws(Undecided) -> [(path: RepositoryPath, content: [UInt8])] {
        try tree.files(below: path).compactMap { file in
            file.path.relative(to: path).map { ($0, file.content) }
        }
    }
}
