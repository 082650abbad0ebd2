import Glibc

/// The file that this process runs.
enum OwnExecutable {
    /// Its absolute path, links followed; `nil` if the system does not say.
    static var path: String? {
        guard let path = realpath("/proc/self/exe", nil) else { return nil }
        defer { free(path) }
        return String(cString: path)
    }
}
