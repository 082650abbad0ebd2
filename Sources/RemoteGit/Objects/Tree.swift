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
    /// Where each entry begins: names are searched by halving, since a directory may have 15,000. None of a small one, as
    /// most are: there it would take as much memory as the content.
    private let index: [UInt32]

    /// The most entries that are looked through one after the other.
    private static let mostWithoutIndex = 16

    /// An empty directory, which Git never stores below a root.
    static let empty = Tree(content: [], index: [])

    private init(content: [UInt8], index: [UInt32]) {
        self.content = content
        self.index = index
    }

    /// - Parameter starts: where each entry begins.
    private init(content: [UInt8], starts: [UInt32]) {
        self.init(content: content, index: starts.count > Self.mostWithoutIndex ? starts : [])
    }

    /// Takes the content of a tree object.
    ///
    /// - Throws: ``RemoteGitError`` of class `brokenAnswer` if it cannot be read to its end.
    init(_ content: [UInt8]) throws(RemoteGitError) {
        guard let starts = Self.starts(of: content) else {
            throw RemoteGitError(.brokenAnswer, "the server sent a tree that cannot be read")
        }
        self.init(content: content, starts: starts)
    }

    private static func starts(of content: [UInt8]) -> [UInt32]? {
        content.withUnsafeBufferPointer { bytes in
            var starts: [UInt32] = []
            var position = 0
            while position < bytes.count {
                guard let place = place(at: position, in: bytes),
                    FileMode(octal: bytes[position..<place.name.lowerBound - 1]) != nil
                else { return nil }
                starts.append(UInt32(position))
                position = place.end
            }
            return starts
        }
    }

    // MARK: Reading

    /// Where each entry begins.
    private var starts: [UInt32] { index.isEmpty ? Self.starts(of: content) ?? [] : index }

    /// All entries, in Git's order.
    var entries: [Entry] { starts.compactMap { entry(at: Int($0)) } }

    /// Tells the id of each entry, in order, without reading the rest of it.
    func forEachID(_ body: (ObjectID) -> Void) {
        content.withUnsafeBufferPointer { bytes in
            let starts = starts
            for index in starts.indices {
                let end = index + 1 < starts.count ? Int(starts[index + 1]) : bytes.count
                if let id = ObjectID(bytes: bytes[end - ObjectID.byteCount..<end]) { body(id) }
            }
        }
    }

    /// The entry of that name, if there is one.
    func entry(named name: some StringProtocol) -> Entry? {
        let name = Array(name.utf8)
        // A directory sorts as if its name ended in a slash, so there are two places where the name may be.
        let starts = starts
        return [name, name + [UInt8(ascii: "/")]].lazy.compactMap { key in
            let index = firstIndex(notBefore: key, starts)
            guard index < starts.count, let entry = entry(at: Int(starts[index])), entry.name == name else {
                return nil
            }
            return entry
        }.first
    }

    /// The index of the first entry that does not sort before `key`.
    private func firstIndex(notBefore key: [UInt8], _ starts: [UInt32]) -> Int {
        content.withUnsafeBufferPointer { bytes in
            var low = 0
            var high = starts.count
            while low < high {
                let middle = (low + high) / 2
                if Self.sorts(entryAt: Int(starts[middle]), in: bytes, before: key) {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            return low
        }
    }

    private static func sorts(entryAt start: Int, in bytes: UnsafeBufferPointer<UInt8>, before key: [UInt8]) -> Bool {
        guard let place = place(at: start, in: bytes) else { return false }
        let name = bytes[place.name]
        for (left, right) in zip(name, key) where left != right { return left < right }
        guard name.count < key.count else {
            // Equal so far: the directory's slash is compared with what the key has next.
            return false
        }
        let isDirectory = FileMode(octal: bytes[start..<place.name.lowerBound - 1]) == .directory
        guard isDirectory else { return true }
        let next = key[name.count]
        return UInt8(ascii: "/") < next || (UInt8(ascii: "/") == next && name.count + 1 < key.count)
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

    // MARK: Changing

    /// This tree with one entry set, added or, with `nil`, removed.
    func setting(_ name: String, to value: (mode: FileMode, id: ObjectID)?) -> Tree {
        let old = entry(named: name)
        if let old, let value, old.mode == value.mode {
            // The mode's own digits stay, as in `100664`, and so does every entry's place.
            var content = self.content
            content.replaceSubrange(old.end - ObjectID.byteCount..<old.end, with: value.id.bytes)
            return Tree(content: content, index: index)
        }
        var rest = self
        if let old { rest = rest.replacing(old.start..<old.end, with: []) }
        guard let value else { return rest }
        let bytes = Array(name.utf8)
        let starts = rest.starts
        let index = rest.firstIndex(notBefore: value.mode == .directory ? bytes + [UInt8(ascii: "/")] : bytes, starts)
        let position = index < starts.count ? Int(starts[index]) : rest.content.count
        return rest.replacing(
            position..<position, with: Array("\(value.mode.octal) \(name)\0".utf8) + value.id.bytes)
    }

    private func replacing(_ range: Range<Int>, with bytes: [UInt8]) -> Tree {
        var content = self.content
        content.replaceSubrange(range, with: bytes)
        // What was put together of whole entries can be read.
        return Tree(content: content, starts: Self.starts(of: content) ?? [])
    }
}
