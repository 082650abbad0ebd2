public import RemoteGit

/// Files and directories of one commit or directory: there, absent, or not loaded yet.
public protocol FileTree: Sendable {
    /// What is loaded.
    var revision: Revision { get }
    /// Where paths begin in it.
    var origin: Revision.Origin { get }
}

extension FileTree {
    /// A file's content; `nil` if there is no file of that name.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)``.
    public func file(_ path: RepositoryPath) throws(Undecided) -> [UInt8]? {
        switch revision.lookup(path, in: origin) {
        case .file(let content, executable: _): content
        case .absent, .directory, .symbolicLink, .submodule: nil
        case .notLoaded: throw .notLoaded([.entry(path, in: origin)])
        }
    }

    /// The names in a directory; `nil` if there is no directory of that name.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)``.
    public func names(in path: RepositoryPath) throws(Undecided) -> [Revision.Name]? {
        switch revision.lookup(path, in: origin) {
        case .directory(let names): names
        case .absent, .file, .symbolicLink, .submodule: nil
        case .notLoaded: throw .notLoaded([.entry(path, in: origin)])
        }
    }

    /// A file or directory by its id, whose content need not be loaded; `nil` if there is none of that name.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)`` with the directory that holds it.
    public func entry(_ path: RepositoryPath) throws(Undecided) -> Revision.Entry? {
        switch revision.entry(path, in: origin) {
        case .found(let entry): entry
        case .absent: nil
        case .notLoaded: throw .notLoaded([.entry(path.parent ?? .root, in: origin)])
        }
    }

    /// All files of a directory and below it, in order of their paths.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)`` with the whole directory.
    public func files(below directory: RepositoryPath) throws(Undecided) -> [(path: RepositoryPath, content: [UInt8])] {
        let want = Want.subtree(directory, in: origin)
        guard revision.isLoaded(want) else { throw .notLoaded([want]) }
        var files: [(path: RepositoryPath, content: [UInt8])] = []
        var directories = [directory]
        while let directory = directories.popLast() {
            for name in try names(in: directory) ?? [] {
                guard let path = directory.appending(name.name) else { continue }
                switch name.mode {
                case .directory: directories.append(path)
                case .file, .executable: files.append((path, try file(path) ?? []))
                case .symbolicLink, .submodule: continue
                }
                guard files.count + directories.count <= mostFiles else {
                    throw .failed("\(directory) and what is around it hold more than \(mostFiles) files")
                }
            }
        }
        return files.sorted { $0.path < $1.path }
    }
}

/// The most files and directories that are looked through at once: directories that hold the same one many times over,
/// and that again, can stand for billions.
private let mostFiles = 100_000
