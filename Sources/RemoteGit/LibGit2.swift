import CGit2

/// The library's life and its errors.
enum LibGit2 {
    private static let version: Int32 = git_libgit2_init()

    /// Initialises the library, once for the process.
    static func start() {
        _ = version
    }

    /// Calls the library and reads its last error if it failed.
    ///
    /// - Throws: ``RemoteGitError`` of class `local`.
    static func check(_ doing: String, _ call: () -> Int32) throws(RemoteGitError) {
        start()
        guard call() < 0 else { return }
        let reason = git_error_last().flatMap { $0.pointee.message }.map { String(cString: $0) } ?? "no reason given"
        throw RemoteGitError(.local, "\(doing) failed: \(reason)")
    }
}
