/// Trees and files by their ids, as they were received or made.
///
/// It is made of layers: what was there at some time is sealed and shared by all copies, and a copy that changes has only
/// its own new objects for itself. So a change costs what it changes, however much is known beside it.
struct ObjectSet: Sendable {
    /// What an object holds.
    enum Content: Sendable {
        case tree(Tree)
        case blob([UInt8])
    }

    private typealias Entry = ObjectLayer.Entry

    /// The largest and oldest first. No object is in two layers.
    private var sealed: [ObjectLayer] = []
    private var new: [ObjectID: Entry] = [:]
    private var arrivals: UInt32 = 0
    /// What the objects take in memory, in bytes: about.
    private(set) var size = 0

    subscript(id: ObjectID) -> Content? {
        if let entry = new[id] { return entry.content }
        for layer in sealed { if let index = layer.index(of: id) { return layer.entries[index].content } }
        return nil
    }

    func contains(_ id: ObjectID) -> Bool { new[id] != nil || isSealed(id) }

    /// Whether the object was there when the set was last sealed.
    func isSealed(_ id: ObjectID) -> Bool { sealed.contains { $0.index(of: id) != nil } }

    // MARK: Adding

    /// Takes trees and files; other kinds are passed over.
    ///
    /// - Throws: ``RemoteGitError`` of class `brokenAnswer` for a tree that cannot be read.
    mutating func insert(_ objects: some Sequence<GitObject>) throws(RemoteGitError) {
        for object in objects where !contains(object.id) {
            switch object.kind {
            case .tree: insert(.tree(try Tree(object.content)), object.id)
            case .blob: insert(.blob(object.content), object.id)
            case .commit, .tag: continue
            }
        }
    }

    /// Takes a directory that was made here.
    mutating func insert(_ tree: Tree, _ id: ObjectID) {
        if !contains(id) { insert(.tree(tree), id) }
    }

    private mutating func insert(_ content: Content, _ id: ObjectID) {
        let entry = Entry(id: id, arrival: arrivals, content: content)
        new[id] = entry
        arrivals &+= 1
        size += entry.size
    }

    /// How many times as large as the next layer a layer is at the least: then there are few, and each object is moved
    /// from one to another a few times only.
    private static let layerRatio = 4

    /// Remembers what is there as what ``isSealed(_:)`` tells from what comes later.
    mutating func seal() {
        guard !new.isEmpty else { return }
        var layer = ObjectLayer(new.values)
        new = [:]
        while let last = sealed.last, last.count < layer.count * Self.layerRatio {
            sealed.removeLast()
            layer = last.merging(layer)
        }
        sealed.append(layer)
    }

    // MARK: Reading

    /// The object with its id and kind, as others are told as a difference to it.
    func object(_ id: ObjectID) -> GitObject? {
        switch self[id] {
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
            switch self[id] {
            case nil: missing.insert(id)
            case .blob?: break
            case .tree(let tree)?:
                left += tree.entries.lazy.filter { $0.mode != .submodule }.map(\.id).filter { seen.insert($0).inserted }
            }
        }
        return missing
    }

    // MARK: Forgetting

    /// Keeps of what came after the last sealing what the roots lead to, and nothing else of it.
    mutating func sweepNew(keeping roots: Set<ObjectID>) {
        var unused = Set(new.keys)
        var open = Array(roots)
        while let id = open.popLast() {
            guard unused.remove(id) != nil, case .tree(let tree)? = new[id]?.content else { continue }
            tree.forEachID { if unused.contains($0) { open.append($0) } }
        }
        for id in unused { size -= new.removeValue(forKey: id)?.size ?? 0 }
    }

    /// Keeps what the roots lead to, and nothing else. It is all sealed afterwards.
    mutating func sweep(keeping roots: Set<ObjectID>) {
        let all = takeAll()
        put(all.keeping(all.reached(from: roots)))
    }

    /// Keeps of what the root leads to about so many bytes: whole directories, those that something came to last, and what
    /// is on the way there. It is all sealed afterwards.
    mutating func forgetOldest(downTo bytes: Int, below root: ObjectID) {
        let all = takeAll()
        put(all.keeping(all.newest(downTo: bytes, below: root)))
    }

    /// All objects, which are not here any more.
    private mutating func takeAll() -> ObjectLayer {
        seal()
        defer { sealed = [] }
        // The small ones first, so that few objects are moved more than once.
        return sealed.dropLast().reversed().reduce(sealed.last ?? ObjectLayer([])) { $1.merging($0) }
    }

    private mutating func put(_ layer: ObjectLayer) {
        sealed = layer.entries.isEmpty ? [] : [layer]
        size = layer.entries.reduce(0) { $0 + $1.size }
    }
}
