import TestSupport

extension LogRecorder {
    /// What the client said of a server that can do less, as `v2 everything`.
    var steps: [String] {
        lines.filter { $0.message == "the git server can do less than expected" }
            .map { "\($0.metadata["version"] ?? "") \($0.metadata["fetching"] ?? "")" }
    }
}
