/// Text in the language of `git fast-import`, handed on in pieces.
struct FastImportStream {
    private var text = ""

    /// Whether there is enough for one piece.
    var isLarge: Bool { text.utf8.count > 1 << 20 }

    /// Begins a commit on `main`; the files that follow are its changes.
    mutating func commit(_ message: String, at seconds: Int) {
        text += "commit refs/heads/main\ncommitter Monorepo <monorepo@example.com> \(seconds) +0000\n"
        data(message + "\n")
    }

    /// Adds or replaces a file.
    mutating func file(_ path: String, _ content: String) {
        text += "M 100644 inline \(path)\n"
        data(content)
    }

    /// Hands over what there is.
    mutating func take() -> [UInt8] {
        defer { text = "" }
        return Array(text.utf8)
    }

    private mutating func data(_ content: String) {
        text += "data \(content.utf8.count)\n\(content)\n"
    }
}
