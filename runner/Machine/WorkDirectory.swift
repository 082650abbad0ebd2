import FoundationEssentials
import GitOps
import Glibc

/// A directory for what a command makes on its way.
enum WorkDirectory {
    /// Lends a new directory that only this user can look into, and removes it afterwards with all that is in it.
    ///
    /// - Parameter name: what it is for, as `demo`; a part of its name.
    static func with<Value>(
        _ name: String,
        _ environment: [String: String],
        _ body: (String) async throws -> Value
    ) async throws -> Value {
        let parent = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        var template = Array("\(parent)/gitops-\(name)-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else {
            throw CommandFailure(.failed, "no directory can be made in \(parent): \(String(cString: strerror(errno)))")
        }
        let path = String(cString: made)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(path)
    }
}
