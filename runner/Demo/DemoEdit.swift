/// A commit that a person makes in the demo.
struct DemoEdit: Sendable {
    let author: String
    let message: String
    /// Paths and contents of the files that are new or different.
    let files: [(path: String, text: String)]

    /// It in the language of `git fast-import`.
    var fastImport: String {
        let isFirst = message == DemoFiles.first.message
        var text = "commit refs/heads/main\ncommitter \(author) now\n\(Self.data(message + "\n"))"
        if !isFirst { text += "from refs/heads/main^0\n" }
        for file in files { text += "M 100644 inline \(file.path)\n\(Self.data(file.text))" }
        return text
    }

    /// Ada takes prod back to the version before.
    static let prodSetBack = byAda("Set prod back to v1.2.2", DemoFiles.overlay("prod", tag: "v1.2.2"))

    /// Ada takes dev back further.
    static let devSetBack = byAda("Try v1.2.0 in dev", DemoFiles.overlay("dev", tag: "v1.2.0"))

    /// Ada names what runs in prod by its digest, too.
    static let prodPinned = byAda(
        "Pin prod to a digest",
        DemoFiles.overlay("prod", tag: "v1.2.2", digest: "sha256:" + String(repeating: "0", count: 64)))

    private static func byAda(_ message: String, _ file: (path: String, text: String)) -> DemoEdit {
        DemoEdit(author: DemoFiles.first.author, message: message, files: [file])
    }

    private static func data(_ text: String) -> String { "data \(text.utf8.count)\n\(text)\n" }
}
