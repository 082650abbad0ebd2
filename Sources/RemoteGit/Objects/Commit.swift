import CGit2
public import FoundationEssentials

/// A commit as it was read from the repository.
public struct Commit: Sendable {
    /// Its id.
    public let id: ObjectID
    /// The commits that it follows.
    public let parents: [ObjectID]
    /// Its author's date: of a commit of ours, the time of the event that it is for.
    public let authored: Date
    /// When its committer made it.
    public let committed: Date
    /// The whole message.
    public let message: String
    /// The trailers at the end of the message, in order (git-interpret-trailers).
    public let trailers: [Trailer]
    /// Its root directory.
    let tree: ObjectID

    /// A line `key: value` at the end of a message.
    public struct Trailer: Sendable, Hashable {
        /// What stands before the colon.
        public let key: String
        /// What stands after it.
        public let value: String

        /// A trailer of its parts.
        public init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    /// The values of the trailers of that key, compared without case as Git does.
    public func trailers(_ key: String) -> [String] {
        trailers.filter { $0.key.lowercased() == key.lowercased() }.map(\.value)
    }

    /// The first line of the message.
    public var subject: Substring { message.prefix { $0 != "\n" } }

    /// Reads a commit object (git's own `commit.c` is the reference: headers, an empty line, the message).
    ///
    /// - Throws: ``RemoteGitError`` of class `brokenAnswer` if tree or committer are not there.
    init(_ object: GitObject) throws(RemoteGitError) {
        var tree: ObjectID?
        var parents: [ObjectID] = []
        var authored: Date?
        var committed: Date?
        // Bytes and not characters: a carriage return before a line break makes one character with it.
        var rest = object.content[...]
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")), end > rest.startIndex {
            let line = rest[..<end]
            rest = rest[(end + 1)...]
            let words = String(decoding: line, as: UTF8.self).split(separator: " ", omittingEmptySubsequences: false)
            guard words.count > 1 else { continue }
            // A line that begins with a space continues the one before it, as in signatures and merged tags.
            switch words[0] {
            case "tree" where tree == nil: tree = ObjectID(hex: words[1])
            case "parent": ObjectID(hex: words[1]).map { parents.append($0) }
            case "author" where authored == nil: authored = Self.date(words)
            case "committer" where committed == nil: committed = Self.date(words)
            default: break
            }
        }
        guard object.kind == .commit, let tree, let committed else {
            throw RemoteGitError(.brokenAnswer, "the server sent a commit that cannot be read")
        }
        self.id = object.id
        self.tree = tree
        self.parents = parents
        self.authored = authored ?? committed
        self.committed = committed
        self.message = String(decoding: rest.dropFirst(), as: UTF8.self)
        self.trailers = Self.readTrailers(message)
    }

    /// The seconds before the time zone. What cannot be read is 1970, as to Git itself: old tools wrote such dates.
    private static func date(_ words: [Substring]) -> Date {
        Date(timeIntervalSince1970: TimeInterval(words.dropLast().last.flatMap { Int64($0) } ?? 0))
    }

    private static func readTrailers(_ message: String) -> [Trailer] {
        LibGit2.start()
        var array = git_message_trailer_array()
        guard git_message_trailers(&array, message) == 0 else { return [] }
        defer { git_message_trailer_array_free(&array) }
        return UnsafeBufferPointer(start: array.trailers, count: array.count).compactMap { trailer in
            guard let key = trailer.key, let value = trailer.value else { return nil }
            return Trailer(key: String(cString: key), value: String(cString: value))
        }
    }
}
