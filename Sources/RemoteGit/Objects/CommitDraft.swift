public import FoundationEssentials

/// What a new commit says of itself.
public struct CommitDraft: Sendable {
    /// Somebody at a point in time.
    public struct Signature: Sendable, Hashable {
        /// A name without `<`, `>` and line breaks.
        public let name: String
        /// An address without `<`, `>` and white space.
        public let email: String

        /// - Throws: ``RemoteGitError`` of class `invalidRequest` if a commit could not hold them as they are.
        public init(name: String, email: String) throws(RemoteGitError) {
            func isClean(_ text: String) -> Bool {
                !text.isEmpty && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0 != "<" && $0 != ">" }
            }
            guard isClean(name), isClean(email), !email.contains(" ") else {
                throw RemoteGitError(.invalidRequest, "an author is written as: Name <email>")
            }
            self.name = name
            self.email = email
        }

        /// Parses `Name <email>`.
        ///
        /// - Throws: ``RemoteGitError`` of class `invalidRequest` for anything else.
        public init(_ text: String) throws(RemoteGitError) {
            let parts = text.split(separator: "<", maxSplits: 1)
            guard parts.count == 2, parts[1].hasSuffix(">") else {
                throw RemoteGitError(.invalidRequest, "an author is written as: Name <email>")
            }
            var name = parts[0]
            while name.last == " " { name.removeLast() }
            try self.init(name: String(name), email: String(parts[1].dropLast()))
        }
    }

    /// The message. A final line break is added where it has none.
    public var message: String
    /// Author and committer.
    public var signature: Signature
    /// The author's date.
    public var authored: Date
    /// The committer's date.
    public var committed: Date

    /// A draft of its parts.
    public init(message: String, signature: Signature, authored: Date, committed: Date) {
        self.message = message
        self.signature = signature
        self.authored = authored
        self.committed = committed
    }

    /// The commit object on top of `parent`.
    func object(tree: ObjectID, parent: ObjectID) -> GitObject {
        func line(_ role: String, _ date: Date) -> String {
            "\(role) \(signature.name) <\(signature.email)> \(Int64(date.timeIntervalSince1970)) +0000\n"
        }
        let text =
            "tree \(tree)\nparent \(parent)\n" + line("author", authored) + line("committer", committed) + "\n"
            + message.filter { $0 != "\0" } + (message.hasSuffix("\n") ? "" : "\n")
        return GitObject(.commit, Array(text.utf8))
    }
}
