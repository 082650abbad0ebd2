import GitOps
import RemoteGit

/// A directory for what a command makes on its way.
enum WorkDirectory {
    /// Lends a new directory that only this user can look into, and removes it afterwards with all that is in it.
    ///
    /// - Parameter name: what it is for, as `demo`; a part of its name.
    /// - Throws: ``CommandFailure`` if none can be made; what `body` throws.
    static func with<Value>(_ name: String, _ body: (String) async throws -> Value) async throws -> Value {
        let directory: PrivateDirectory
        do {
            directory = try PrivateDirectory(for: name)
        } catch {
            throw CommandFailure(.failed, error.message)
        }
        defer { directory.remove() }
        return try await body(directory.path)
    }
}
