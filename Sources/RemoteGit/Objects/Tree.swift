/// A directory as Git stores it: entries of `mode SP name NUL id`, in order of their names.
///
/// The bytes are kept as they came and an edit changes only the entry concerned: odd modes and names that are not
/// UTF-8 survive, and the difference between two versions is a few bytes.
struct Tree: Sendable, Equatable {
    /// One entry. `start..<end` is its place in the tree's content.
    struct Entry: Sendable, Equatable {
        let mode: FileMode
        let name: [UInt8]
        let id: ObjectID
        let start: Int
        let end: Int
    }

    let content: [UInt8]

    /// An empty directory, which Git never stores below a root.
    static let empty = Tree(unchecked: [])

    private init(unchecked content: [UInt8]) {
        self.content = content
    }

    /// Takes the content of a tree object.
    ///
    /// - Throws: ``RemoteGitError`` of class `brokenAnswer` if it cannot be read to its end.
    init(_ content: [UInt8]) throws(RemoteGitError) {
        self.init(unchecked: content)
        var position = 0
        while position < content.count {
            guard let entry = entry(at: position) else {
                throw RemoteGitError(.brokenAnswer, "the server sent a tree that cannot be read")
            }
            position = entry.end
        }
    }

    /// All entries, in Git's order.
    var entries: [Entry] {
        var entries: [Entry] = []
        var position = 0
        while let entry = entry(at: position) {
            entries.append(entry)
            position = entry.end
        }
        return entries
    }

    /// The entry of that name, if there is one.
    func entry(named name: some StringProtocol) -> Entry? {
        let wanted = Array(name.utf8)
        return content.withUnsafeBufferPointer { bytes in
            var position = 0
            while let place = Self.place(at: position, in: bytes) {
                if bytes[place.name].elementsEqual(wanted) { return entry(at: position) }
                position = place.end
            }
            return nil
        }
    }

    /// This tree with one entry set, added or, with `nil`, removed.
    func setting(_ name: String, to value: (mode: FileMode, id: ObjectID)?) -> Tree {
        var content = self.content
        let old = entry(named: name)
        guard let value else {
            if let old { content.removeSubrange(old.start..<old.end) }
            return Tree(unchecked: content)
        }
        if let old, (old.mode == .directory) == (value.mode == .directory) {
            // The mode's own digits stay where its meaning does, as in `100664`.
            if old.mode == value.mode {
                content.replaceSubrange(old.end - ObjectID.byteCount..<old.end, with: value.id.bytes)
            } else {
                content.replaceSubrange(old.start..<old.end, with: Self.encode(name, value))
            }
            return Tree(unchecked: content)
        }
        // A directory sorts as if its name ended in a slash, so what changes its kind may change its place.
        if let old { content.removeSubrange(old.start..<old.end) }
        let rest = Tree(unchecked: content)
        let key = Self.sortKey(Array(name.utf8), value.mode)
        let position =
            rest.entries.first { !Self.sortKey($0.name, $0.mode).lexicographicallyPrecedes(key) }?.start
            ?? content.count
        content.insert(contentsOf: Self.encode(name, value), at: position)
        return Tree(unchecked: content)
    }

    private func entry(at position: Int) -> Entry? {
        content.withUnsafeBufferPointer { bytes -> Entry? in
            guard let place = Self.place(at: position, in: bytes),
                let mode = FileMode(octal: bytes[position..<place.name.lowerBound - 1]),
                let id = ObjectID(bytes: bytes[place.name.upperBound + 1..<place.end])
            else { return nil }
            return Entry(mode: mode, name: Array(bytes[place.name]), id: id, start: position, end: place.end)
        }
    }

    /// Where an entry's name is and where the entry ends.
    private static func place(
        at position: Int,
        in bytes: UnsafeBufferPointer<UInt8>
    ) -> (name: Range<Int>, end: Int)? {
        guard position < bytes.count,
            let space = bytes[position...].prefix(8).firstIndex(of: UInt8(ascii: " ")),
            let zero = bytes[(space + 1)...].firstIndex(of: 0), zero > space + 1
        else { return nil }
        let end = zero + 1 + ObjectID.byteCount
        return end <= bytes.count ? (space + 1..<zero, end) : nil
    }

    private static func encode(_ name: String, _ value: (mode: FileMode, id: ObjectID)) -> [UInt8] {
        Array("\(value.mode.octal) \(name)\0".utf8) + value.id.bytes
    }

    private static func sortKey(_ name: [UInt8], _ mode: FileMode) -> [UInt8] {
        mode == .directory ? name + [UInt8(ascii: "/")] : name
    }
}
