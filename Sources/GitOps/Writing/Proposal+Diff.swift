import RemoteGit

extension Decision.Proposal {
    /// What would change, as `git diff` prints it.
    ///
    /// - Throws: ``RemoteGitError`` of class `local`.
    func diff(from base: Revision) throws(RemoteGitError) -> String {
        var text = ""
        for file in files {
            var old: [UInt8]?
            if case .file(let content, executable: _) = base.lookup(file.path) { old = content }
            text += try UnifiedDiff.text(file.path, from: old, to: file.content)
        }
        return text
    }
}
