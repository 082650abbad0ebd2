import CGit2

/// The difference between two versions of a file, as `git diff` prints it.
public enum UnifiedDiff {
    /// The patch of one file.
    ///
    /// - Parameters:
    ///   - old: the content before; `nil` if there was no such file.
    ///   - new: the content after; `nil` if there is no such file any more.
    /// - Throws: ``RemoteGitError`` of class `local` if libgit2 fails.
    public static func text(
        _ path: RepositoryPath,
        from old: [UInt8]?,
        to new: [UInt8]?
    ) throws(RemoteGitError) -> String {
        var patch: OpaquePointer?
        defer { git_patch_free(patch) }
        try LibGit2.check("comparing two versions of \(path)") {
            git_patch_from_buffers(
                &patch, old, old?.count ?? 0, path.description, new, new?.count ?? 0, path.description, nil)
        }
        var buffer = git_buf()
        defer { git_buf_dispose(&buffer) }
        try LibGit2.check("printing the difference of \(path)") { git_patch_to_buf(&buffer, patch) }
        guard let start = buffer.ptr else { return "" }
        return String(
            decoding: UnsafeRawBufferPointer(start: start, count: buffer.size), as: UTF8.self)
    }
}
