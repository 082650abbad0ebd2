import FoundationEssentials
import Glibc

/// A new directory below the temporary one that only this user can look into. Who makes it removes it.
struct PrivateDirectory {
    let path: String

    /// Makes the directory.
    ///
    /// - Throws: ``RemoteGitError`` of class `local`.
    init() throws(RemoteGitError) {
        // mkdtemp(3) makes it private at once, and not after a moment in which others could put something into it.
        var template = Array("\(FileManager.default.temporaryDirectory.path)/gitops-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else {
            throw RemoteGitError(.local, "the temporary directory cannot be written: set TMPDIR to one that can")
        }
        path = String(cString: made)
    }

    /// Removes it with all that is in it.
    func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
