import FoundationEssentials
import Glibc

/// A new, empty directory that is removed with all that is in it, at the latest when this object goes.
///
/// Swift lets go of an object after its last use, so a test that only keeps ``path`` would lose the directory under
/// its feet. ``withTemporaryDirectory(_:)`` is the form for tests; owners such as ``GitServer`` hold the object.
public final class TemporaryDirectory: Sendable {
    /// The absolute path, without symbolic links.
    public let path: String

    /// Makes the directory below the system's temporary directory.
    public init() throws {
        let parent = ProcessInfo.processInfo.environment["TMPDIR"] ?? "/tmp"
        var template = Array("\(parent)/gitops-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template), let real = realpath(made, nil) else {
            throw TestSupportError("no directory could be made in \(parent): \(String(cString: strerror(errno)))")
        }
        defer { free(real) }
        path = String(cString: real)
    }

    /// The absolute path of `name` in this directory.
    public func path(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file, with the directories above it.
    ///
    /// - Returns: The file's absolute path.
    @discardableResult
    public func write(_ text: String, to name: String) throws -> String {
        let file = path(name)
        let parent = file.prefix(upTo: file.lastIndex(of: "/") ?? file.startIndex)
        try FileManager.default.createDirectory(atPath: String(parent), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(filePath: file))
        return file
    }

    /// Removes the directory now. What is no longer there needs no removal.
    public func remove() {
        try? FileManager.default.removeItem(atPath: path)
    }

    deinit {
        remove()
    }
}

/// Lends a new directory to `body` and removes it afterwards, however `body` ends.
public func withTemporaryDirectory<Value>(_ body: (TemporaryDirectory) async throws -> Value) async throws -> Value {
    let directory = try TemporaryDirectory()
    defer { directory.remove() }
    return try await body(directory)
}
