import RemoteGit

/// The files outside an application's directory that it refers to, such as a Kustomize base: a rollback leaves them as
/// they are, and says which have changed since.
public struct OutsideFiles: Sendable, Hashable {
    private var ids: [RepositoryPath: ObjectID] = [:]

    /// No files.
    public init() {}

    /// The files that manifests draw in, in the commit in which they were read.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)``.
    public init(of manifests: ApplicationManifests, in tree: any FileTree) throws(Undecided) {
        for file in manifests.drawnIn {
            if let entry = try tree.entry(file.path) { ids[file.path] = entry.id }
        }
    }

    /// A line for each, `<id> <path>`; `nil` if there are none.
    var content: [UInt8]? {
        guard !ids.isEmpty else { return nil }
        let lines = ids.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)\n" }
        return Array(lines.joined().utf8)
    }

    /// Reads such lines. What is none is passed over: it only makes an answer say less.
    init(reading content: [UInt8]) {
        for line in String(decoding: content, as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, let id = ObjectID(hex: parts[0]), let path = RepositoryPath(parts[1]) else {
                continue
            }
            ids[path] = id
        }
    }

    /// Those that are not the same in another tree, in order of their paths.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)`` with all that is missed.
    func changed(in tree: any FileTree) throws(Undecided) -> [RepositoryPath] {
        var reading = JointReading()
        var changed: [RepositoryPath] = []
        for (path, id) in ids {
            let entry = try reading.read(tree.entry(path))
            if let entry, entry?.id != id { changed.append(path) }
        }
        try reading.finish()
        return changed.sorted()
    }
}
