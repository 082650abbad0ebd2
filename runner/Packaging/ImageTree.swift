import FoundationEssentials
import GitOps
import Glibc

/// The files of an image, put together in a directory so that the same input gives the same bytes: modes and times are
/// set, and owners are the engine's affair.
struct ImageTree {
    /// The directory that becomes the image's root.
    let root: String
    /// The files' bytes, which is what the image takes unpacked.
    private(set) var size = 0

    init(at root: String) throws(CommandFailure) {
        self.root = root
        try Self.attempt("make", root) {
            try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        }
    }

    /// Adds a copy of a file; of a link, what it leads to.
    mutating func add(_ source: String, at path: String, isExecutable: Bool = false) throws(CommandFailure) {
        guard let real = realpath(source, nil) else {
            throw CommandFailure(.failed, "cannot read \(source): \(String(cString: strerror(errno)))")
        }
        defer { free(real) }
        let origin = String(cString: real)
        try Self.attempt("copy \(source) to", root + path) {
            try makeParent(of: path)
            try FileManager.default.copyItem(atPath: origin, toPath: root + path)
        }
        try settle(path, mode: isExecutable ? 0o755 : 0o644)
    }

    /// Adds a file of this text.
    mutating func write(_ text: String, at path: String) throws(CommandFailure) {
        try Self.attempt("write", root + path) {
            try makeParent(of: path)
            try Data(text.utf8).write(to: URL(filePath: root + path))
        }
        try settle(path, mode: 0o644)
    }

    /// Adds a directory that everybody may write to and that keeps what is whose (as `/tmp`).
    func addTemporaryDirectory(at path: String) throws(CommandFailure) {
        try Self.attempt("make", root + path) {
            try FileManager.default.createDirectory(atPath: root + path, withIntermediateDirectories: true)
        }
        guard chmod(root + path, 0o1777) == 0 else {
            throw CommandFailure(.failed, "cannot set the mode of \(root)\(path)")
        }
    }

    /// Sets the times of all, once nothing is added any more.
    func seal() throws(CommandFailure) {
        try Self.attempt("set the times of", root) {
            let paths = try FileManager.default.subpathsOfDirectory(atPath: root)
            for path in paths {
                try FileManager.default.setAttributes(
                    [.modificationDate: Date(timeIntervalSince1970: 0)], ofItemAtPath: "\(root)/\(path)")
            }
        }
    }

    private func makeParent(of path: String) throws {
        var directory = root
        for component in path.split(separator: "/").dropLast() {
            directory += "/\(component)"
            guard access(directory, F_OK) != 0 else { continue }
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: directory)
        }
    }

    private mutating func settle(_ path: String, mode: Int) throws(CommandFailure) {
        try Self.attempt("set the mode of", root + path) {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: root + path)
        }
        var status = stat()
        guard stat(root + path, &status) == 0 else { throw CommandFailure(.failed, "cannot read \(root)\(path)") }
        size += Int(status.st_size)
    }

    private static func attempt(_ verb: String, _ path: String, _ work: () throws -> Void) throws(CommandFailure) {
        do {
            try work()
        } catch {
            throw CommandFailure(.failed, "cannot \(verb) \(path): \(error)")
        }
    }
}
