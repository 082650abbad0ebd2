/// Trees and files by their ids, as they were received or made.
struct ObjectSet: Sendable {
    /// What an object holds.
    enum Content: Sendable {
        case tree(Tree)
        case blob([UInt8])
    }

    private var contents: [ObjectID: Content] = [:]
    /// What the objects take in memory, in bytes: about.
    private(set) var size = 0

    /// What an object takes beside its content: its id, its place here, and the heads of its arrays.
    private static let overhead = 200

    subscript(id: ObjectID) -> Content? { contents[id] }

    func contains(_ id: ObjectID) -> Bool { contents[id] != nil }

    /// Takes trees and files; other kinds are passed over.
    ///
    /// - Throws: ``RemoteGitError`` of class `brokenAnswer` for a tree that cannot be read.
    mutating func insert(_ objects: some Sequence<GitObject>) throws(RemoteGitError) {
        for object in objects where contents[object.id] == nil {
            switch object.kind {
            case .tree: insert(.tree(try Tree(object.content)), object.id, object.content.count)
            case .blob: insert(.blob(object.content), object.id, object.content.count)
            case .commit, .tag: continue
            }
        }
    }

    /// Takes a directory that was made here.
    mutating func insert(_ tree: Tree, _ id: ObjectID) {
        insert(.tree(tree), id, tree.content.count)
    }

    private mutating func insert(_ content: Content, _ id: ObjectID, _ bytes: Int) {
        if contents.updateValue(content, forKey: id) == nil { size += bytes + Self.overhead }
    }

    /// The object with its id and kind, as others are told as a difference to it.
    func object(_ id: ObjectID) -> GitObject? {
        switch contents[id] {
        case .tree(let tree): GitObject(id: id, kind: .tree, content: tree.content)
        case .blob(let content): GitObject(id: id, kind: .blob, content: content)
        case nil: nil
        }
    }

    /// The ids to fetch so that everything below `id` is here. A directory that is not here stands for all in it.
    func missing(below id: ObjectID, _ mode: FileMode) -> Set<ObjectID> {
        guard mode != .submodule else { return [] }
        // Each object once: directories may hold the same one many times over, and those again.
        var seen: Set<ObjectID> = [id]
        var left = [id]
        var missing: Set<ObjectID> = []
        while let id = left.popLast() {
            switch contents[id] {
            case nil: missing.insert(id)
            case .blob?: break
            case .tree(let tree)?:
                left += tree.entries.lazy.filter { $0.mode != .submodule }.map(\.id).filter { seen.insert($0).inserted }
            }
        }
        return missing
    }

    /// Keeps what the roots lead to, and nothing else.
    mutating func sweep(keeping roots: Set<ObjectID>) {
        var kept = ObjectSet()
        var open = Array(roots)
        while let id = open.popLast() {
            guard !kept.contains(id), let content = contents[id] else { continue }
            switch content {
            case .blob(let bytes): kept.insert(content, id, bytes.count)
            case .tree(let tree):
                kept.insert(content, id, tree.content.count)
                open += tree.entries.map(\.id)
            }
        }
        self = kept
    }

    /// Keeps one object only.
    mutating func forgetAll(but root: ObjectID) {
        let content = contents[root]
        let bytes = object(root)?.content.count ?? 0
        self = ObjectSet()
        if let content { insert(content, root, bytes) }
    }
}
