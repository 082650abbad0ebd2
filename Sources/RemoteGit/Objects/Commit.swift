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
    /// The trailers as C strings, a key and its value in turn. Thousands of commits are kept: as strings of Swift they would
    /// take more than the whole message.
    private let packedTrailers: [UInt8]
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

    /// The trailers at the end of the message, in order (git-interpret-trailers).
    public var trailers: [Trailer] {
        var trailers: [Trailer] = []
        forEachTrailer { key, value in
            trailers.append(
                Trailer(key: String(decoding: key, as: UTF8.self), value: String(decoding: value, as: UTF8.self)))
        }
        return trailers
    }

    /// The values of the trailers of that key, compared without case as Git does.
    public func trailers(_ key: String) -> [String] {
        var values: [String] = []
        forEachTrailer { other, value in
            if Self.isSame(other, key) { values.append(String(decoding: value, as: UTF8.self)) }
        }
        return values
    }

    private func forEachTrailer(_ body: (_ key: ArraySlice<UInt8>, _ value: ArraySlice<UInt8>) -> Void) {
        var rest = packedTrailers[...]
        while let middle = rest.firstIndex(of: 0), let end = rest[(middle + 1)...].firstIndex(of: 0) {
            body(rest[..<middle], rest[(middle + 1)..<end])
            rest = rest[(end + 1)...]
        }
    }

    /// Whether two keys differ in the case of Latin letters at most: Git knows no others in keys.
    private static func isSame(_ bytes: ArraySlice<UInt8>, _ key: String) -> Bool {
        func lower(_ byte: UInt8) -> UInt8 { byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte }
        return bytes.count == key.utf8.count && zip(bytes, key.utf8).allSatisfy { lower($0) == lower($1) }
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
        self.packedTrailers = Self.readTrailers(message)
    }

    /// The seconds before the time zone. What cannot be read is 1970, as to Git itself: old tools wrote such dates.
    private static func date(_ words: [Substring]) -> Date {
        Date(timeIntervalSince1970: TimeInterval(words.dropLast().last.flatMap { Int64($0) } ?? 0))
    }

    private static func readTrailers(_ message: String) -> [UInt8] {
        LibGit2.start()
        var array = git_message_trailer_array()
        guard git_message_trailers(&array, message) == 0 else { return [] }
        defer { git_message_trailer_array_free(&array) }
        let strings = UnsafeBufferPointer(start: array.trailers, count: array.count).flatMap { trailer in
            guard let key = trailer.key, let value = trailer.value else { return [String]() }
            return [String(cString: key), String(cString: value)]
        }
        var packed: [UInt8] = []
        packed.reserveCapacity(strings.reduce(0) { $0 + $1.utf8.count + 1 })
        for string in strings {
            packed += string.utf8
            packed.append(0)
        }
        return packed
    }
}
