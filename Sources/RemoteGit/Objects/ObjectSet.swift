/// Trees and files by their ids, as they were received or made.
struct ObjectSet: Sendable {
    /// What an object holds.
    enum Content: Sendable {
        case tree(Tree)
        case blob([UInt8])
    }

    /// Above this many bytes, a warm process starts anew with what the branch's tip needs.
    static let largest = 32_000_000

    private var contents: [ObjectID: Content] = [:]
    private var size = 0

    subscript(id: ObjectID) -> Content? { contents[id] }

    func contains(_ id: ObjectID) -> Bool { contents[id] != nil }

    /// Takes trees and files; other kinds are passed over.
    ///
    /// - Throws: ``RemoteGitError`` of class `brokenAnswer` for a tree that cannot be read.
    mutating func insert(_ objects: some Sequence<GitObject>) throws(RemoteGitError) {
        for object in objects where contents[object.id] == nil {
            switch object.kind {
            case .tree: contents[object.id] = .tree(try Tree(object.content))
            case .blob: contents[object.id] = .blob(object.content)
            case .commit, .tag: continue
            }
            size += object.content.count
        }
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

    /// Drops all but one directory when the set has grown too large.
    mutating func forgetIfLarge(keeping root: ObjectID) {
        guard size > Self.largest else { return }
        let kept = object(root)
        contents = contents.filter { $0.key == root }
        size = kept?.content.count ?? 0
    }
}
