import FoundationEssentials

/// A new directory below the temporary one that only this user can look into. Who makes it removes it.
struct PrivateDirectory {
    let path: String

    /// Makes the directory.
    ///
    /// - Throws: ``RemoteGitError`` of class `local`.
    init() throws(RemoteGitError) {
        let url = FileManager.default.temporaryDirectory.appending(component: "gitops-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(
                at: url, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700]
            )
        } catch {
            throw RemoteGitError(.local, "the temporary directory cannot be written: set TMPDIR to one that can")
        }
        path = url.path
    }

    /// Removes it with all that is in it.
    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
