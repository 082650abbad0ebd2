public import FoundationEssentials

/// What a new commit says of itself.
public struct CommitDraft: Sendable {
    /// Somebody at a point in time.
    public struct Signature: Sendable, Hashable {
        /// A name without `<`, `>` and control characters, and with no space at its ends.
        public let name: String
        /// An address without `<`, `>` and white space.
        public let email: String

        /// - Throws: ``RemoteGitError`` of class `invalidRequest` if a commit could not hold them as they are.
        public init(name: String, email: String) throws(RemoteGitError) {
            func isClean(_ text: String) -> Bool {
                !text.isEmpty
                    && text.unicodeScalars.allSatisfy {
                        $0.properties.generalCategory != .control && $0 != "<" && $0 != ">"
                    }
            }
            let isName = name.first != " " && name.last != " "
            guard isClean(name), isName, isClean(email),
                !email.unicodeScalars.contains(where: \.properties.isWhitespace)
            else {
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
            while name.first == " " { name.removeFirst() }
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

    /// The commit object on top of `parent`, the first of a history if there is none.
    ///
    /// - Parameter armour: an armoured signature of the same object without one. Its header comes last, its lines after
    ///   the first begin with a space (gitformat-signature, "Commit signatures").
    func object(tree: ObjectID, parent: ObjectID?, armour: String? = nil) -> GitObject {
        // Git has no dates before 1970: `git fsck` calls them bad, and servers that check refuse them.
        func line(_ role: String, _ date: Date) -> String {
            let seconds = max(0, Int64(exactly: date.timeIntervalSince1970.rounded(.down)) ?? 0)
            return "\(role) \(signature.name) <\(signature.email)> \(seconds) +0000\n"
        }
        let lines = armour?.split(separator: "\n", omittingEmptySubsequences: false) ?? []
        let header = lines.isEmpty ? "" : "gpgsig \(lines.joined(separator: "\n "))\n"
        let text =
            "tree \(tree)\n" + (parent.map { "parent \($0)\n" } ?? "") + line("author", authored)
            + line("committer", committed) + header + "\n"
            + message.filter { $0 != "\0" } + (message.utf8.last == UInt8(ascii: "\n") ? "" : "\n")
        return GitObject(.commit, Array(text.utf8))
    }
}
