import FoundationEssentials
import GitOps
import Glibc

/// The temporary directory with all that the demo keeps.
enum DemoDirectory {
    /// Lends a new directory, and removes it afterwards with all that is in it.
    static func with<Value>(
        _ environment: [String: String],
        _ body: (String) async throws -> Value
    ) async throws -> Value {
        let parent = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
        var template = Array("\(parent)/gitops-demo-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else {
            throw CommandFailure(.failed, "no directory can be made in \(parent): \(String(cString: strerror(errno)))")
        }
        let path = String(cString: made)
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(path)
    }
}
