import FoundationEssentials
import Glibc

/// A new directory below the temporary one that only this user can look into. Who makes it removes it.
package struct PrivateDirectory {
    /// Where it is.
    package let path: String

    /// Makes the directory.
    ///
    /// - Parameter name: what it is for, as `demo`; a part of its name.
    /// - Throws: ``RemoteGitError`` of class `local`.
    package init(for name: String) throws(RemoteGitError) {
        // mkdtemp(3) makes it private at once, and not after a moment in which others could put something into it.
        var template = Array("\(FileManager.default.temporaryDirectory.path)/gitops-\(name)-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else {
            throw RemoteGitError(.local, "the temporary directory cannot be written: set TMPDIR to one that can")
        }
        path = String(cString: made)
    }

    /// Removes it with all that is in it.
    package func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
