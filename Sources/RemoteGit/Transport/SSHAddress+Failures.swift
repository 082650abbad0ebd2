extension SSHAddress {
    /// Classes what `ssh` says when it fails.
    func classify(_ words: String) -> RemoteGitError {
        let table: [(words: String, kind: RemoteGitError.Class, message: String)] = [
            ("Host key verification failed", .credentials, "the host key of \(host) is not a known one"),
            ("Permission denied", .credentials, "\(host) does not accept the key given"),
            ("does not appear to be a git repository", .notFound, "there is no repository at \(self)"),
            ("repository not found", .notFound, "there is no repository at \(self)"),
            ("Could not resolve", .unreachable, "the host \(host) is not known"),
        ]
        if let row = table.first(where: { words.lowercased().contains($0.words.lowercased()) }) {
            return RemoteGitError(row.kind, row.message)
        }
        let isConnection =
            words.contains("ssh: ") || words.contains("Connection ") || words.contains("kex_exchange")
            || words.contains("client_loop: ") || words.contains("Timeout, server ")
        let sentence = ServerWords.clean(words)
        return isConnection
            ? RemoteGitError(.unreachable, "\(host) cannot be reached: \(sentence)")
            : RemoteGitError(.declined, "\(host) stopped: \(sentence)")
    }
}
