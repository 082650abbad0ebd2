import RemoteGit

extension Decision.Proposal {
    /// What would change, as `git diff` prints it, be it now or once it is approved; of refs beside the branch, a line for
    /// each change.
    ///
    /// - Throws: ``RemoteGitError``.
    func diff(from base: Revision) throws(RemoteGitError) -> String {
        var text = ""
        for file in try changedFiles(from: base) { text += try file.diff() }
        return text + refs.flatMap(\.lines).map { "\($0)\n" }.joined()
    }

    /// What would change in files, for people in a chat, who may know less of the repository than those who read it: of
    /// files that hold secrets, or are large, the names alone, and no file more once there is enough.
    ///
    /// - Throws: ``RemoteGitError``.
    func excerpt(from base: Revision) throws(RemoteGitError) -> String {
        var text = ""
        for file in try changedFiles(from: base) where text.utf8.count < ChangedFile.mostOfExcerpt {
            text += try file.isForExcerpt ? file.diff() : "\(file.path): its content is not shown\n"
        }
        return text
    }

    /// The files that change, with what is in them.
    private func changedFiles(from base: Revision) throws(RemoteGitError) -> [ChangedFile] {
        let files = postponed?.files ?? files
        let entries = postponed?.entries ?? entries
        let after = entries.isEmpty && files.isEmpty ? base : try base.changing(files, entries: entries)
        return Self.paths(files, entries, from: base, to: after).map { path in
            ChangedFile(path: path, old: Self.content(path, in: base), new: Self.content(path, in: after))
        }.filter { $0.old != $0.new }
    }

    /// The files that change: those of the directories that are set as a whole, then the others.
    private static func paths(
        _ files: [Revision.FileChange],
        _ entries: [Revision.EntryChange],
        from base: Revision,
        to after: Revision
    ) -> [RepositoryPath] {
        var paths: [RepositoryPath] = []
        for entry in entries {
            let old = Directory(entry.path, in: Snapshot(base))
            // A directory that was not read is set without anybody's looking into it.
            guard let differing = try? Directory(entry.path, in: Snapshot(after)).differences(from: old) else {
                continue
            }
            paths += differing.isEmpty ? [entry.path] : differing.map { entry.path.appending($0.path) }
        }
        return paths + files.map(\.path).filter { !paths.contains($0) }
    }

    private static func content(_ path: RepositoryPath, in revision: Revision) -> [UInt8]? {
        guard case .file(let content, executable: _) = revision.lookup(path) else { return nil }
        return content
    }
}

/// A file with its content before and after.
private struct ChangedFile {
    /// After how many bytes an excerpt shows no further file.
    static let mostOfExcerpt = 8_000
    /// The most bytes, before and after together, that are compared for an excerpt.
    private static let mostCompared = 1_000_000

    let path: RepositoryPath
    let old: [UInt8]?
    let new: [UInt8]?

    func diff() throws(RemoteGitError) -> String { try UnifiedDiff.text(path, from: old, to: new) }

    var isForExcerpt: Bool {
        let contents = [old, new].compactMap(\.self)
        return contents.map(\.count).reduce(0, +) <= Self.mostCompared && !contents.contains(where: Self.holdsSecrets)
    }

    /// Whether it looks as if there were a Secret of Kubernetes in a file, or what Kustomize makes one of. Manifests in any
    /// state have to be understood here, and a file too many that is not shown does no harm.
    private static func holdsSecrets(_ content: [UInt8]) -> Bool {
        let words = String(decoding: content, as: UTF8.self).split { !($0.isLetter || $0.isNumber) }
        return words.contains("secretGenerator") || zip(words, words.dropFirst()).contains { $0 == ("kind", "Secret") }
    }
}

extension Decision.RefChange {
    /// What becomes of the ref, for people.
    fileprivate var lines: [String] {
        switch action {
        case .delete: ["\(name) is deleted"]
        case .commit(_, let files, let entries, _):
            entries.map { "\(name): \($0.path) \($0.entry.map { "is \($0.id)" } ?? "is removed")" }
                + files.map { "\(name): \($0.path) \($0.content == nil ? "is removed" : "is written")" }
        }
    }
}
