import CGit2
public import FoundationEssentials

/// A commit as it was read from the repository.
public struct Commit: Sendable {
    /// Its id.
    public let id: ObjectID
    /// The commits that it follows.
    public let parents: [ObjectID]
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
        let text = String(decoding: object.content, as: UTF8.self)
        let parts = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
        var tree: ObjectID?
        var parents: [ObjectID] = []
        var committed: Date?
        for line in parts[0].split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count > 1 else { continue }
            switch words[0] {
            case "tree": tree = ObjectID(hex: words[1])
            case "parent": ObjectID(hex: words[1]).map { parents.append($0) }
            case "committer" where words.count > 2:
                committed = TimeInterval(words[words.count - 2]).map(Date.init(timeIntervalSince1970:))
            default: break
            }
        }
        guard object.kind == .commit, let tree, let committed else {
            throw RemoteGitError(.brokenAnswer, "the server sent a commit that cannot be read")
        }
        self.id = object.id
        self.tree = tree
        self.parents = parents
        self.committed = committed
        self.message = parts.count > 1 ? String(parts[1]) : ""
        self.trailers = Self.readTrailers(message)
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
