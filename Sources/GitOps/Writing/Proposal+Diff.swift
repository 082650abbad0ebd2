import RemoteGit

extension Decision.Proposal {
    /// What would change, as `git diff` prints it; of refs beside the branch, a line for each change.
    ///
    /// - Throws: ``RemoteGitError``.
    func diff(from base: Revision) throws(RemoteGitError) -> String {
        let after = entries.isEmpty && files.isEmpty ? base : try base.changing(files, entries: entries)
        var text = ""
        for path in paths(from: base, to: after) {
            let (old, new) = (Self.content(path, in: base), Self.content(path, in: after))
            if old != new { text += try UnifiedDiff.text(path, from: old, to: new) }
        }
        return text + refs.flatMap(\.lines).map { "\($0)\n" }.joined()
    }

    /// The files that change: those of the directories that are set as a whole, then the others.
    private func paths(from base: Revision, to after: Revision) -> [RepositoryPath] {
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
