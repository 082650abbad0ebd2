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

    private struct Stored: Sendable {
        let content: Content
        /// How many objects came before it.
        let arrival: UInt32
    }

    private typealias Layer = [ObjectID: Stored]

    /// The largest and oldest first. No object is in two layers.
    private var sealed: [Layer] = []
    private var new = Layer()
    private var arrivals: UInt32 = 0
    /// What the objects take in memory, in bytes: about.
    private(set) var size = 0

    /// What an object takes beside its content: its id, its place here, and the heads of its arrays.
    private static let overhead = 200

    subscript(id: ObjectID) -> Content? { stored(id)?.content }

    func contains(_ id: ObjectID) -> Bool { new[id] != nil || isSealed(id) }

    /// Whether the object was there when the set was last sealed.
    func isSealed(_ id: ObjectID) -> Bool { sealed.contains { $0[id] != nil } }

    private func stored(_ id: ObjectID) -> Stored? {
        if let stored = new[id] { return stored }
        for layer in sealed { if let stored = layer[id] { return stored } }
        return nil
    }

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
        new[id] = Stored(content: content, arrival: arrivals)
        arrivals &+= 1
        size += content.size + Self.overhead
    }

    /// How many times as large as the next layer a layer is at the least: then there are few, and each object is moved
    /// from one to another a few times only.
    private static let layerRatio = 4

    /// Remembers what is there as what ``isSealed(_:)`` tells from what comes later.
    mutating func seal() {
        guard !new.isEmpty else { return }
        var layer = new
        new = Layer()
        while let last = sealed.last, last.count < layer.count * Self.layerRatio {
            sealed.removeLast()
            layer = last.merging(layer) { first, _ in first }
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
        var kept = Layer()
        var open = Array(roots)
        while let id = open.popLast() {
            guard kept[id] == nil, let stored = new[id] else { continue }
            kept[id] = stored
            if case .tree(let tree) = stored.content {
                tree.forEachID { if new[$0] != nil { open.append($0) } }
            }
        }
        for (id, stored) in new where kept[id] == nil { size -= stored.content.size + Self.overhead }
        new = kept
    }

    /// Keeps what the roots lead to, and nothing else. Afterwards nothing is sealed.
    mutating func sweep(keeping roots: Set<ObjectID>) {
        var kept = Layer()
        var open = Array(roots)
        while let id = open.popLast() {
            guard kept[id] == nil, let stored = stored(id) else { continue }
            kept[id] = stored
            if case .tree(let tree) = stored.content {
                tree.forEachID { if contains($0) { open.append($0) } }
            }
        }
        keep(kept)
    }

    /// Keeps of what the root leads to about so many bytes: whole directories, those that something came to last, and what
    /// is on the way there. Afterwards nothing is sealed.
    mutating func forgetOldest(downTo bytes: Int, below root: ObjectID) {
        let arrivals = lastArrivals(below: root)
        var kept = Layer()
        var left = bytes
        var open = [root]
        while left > 0, let id = open.popLast() {
            guard kept[id] == nil, let stored = stored(id) else { continue }
            kept[id] = stored
            left -= stored.content.size + Self.overhead
            guard case .tree(let tree) = stored.content else { continue }
            var files: [ObjectID] = []
            var directories: [(id: ObjectID, arrival: UInt32)] = []
            tree.forEachID { id in
                switch self[id] {
                case .blob: files.append(id)
                case .tree: directories.append((id, arrivals[id] ?? 0))
                case nil: break
                }
            }
            // The last is taken first. A file beside many directories, as a policy is, is worth more than all of them.
            open += directories.sorted { $0.arrival < $1.arrival }.map(\.id) + files
        }
        keep(kept)
    }

    /// For each object below the root, when the last of all that it leads to came.
    private func lastArrivals(below root: ObjectID) -> [ObjectID: UInt32] {
        var arrivals: [ObjectID: UInt32] = [:]
        // Each directory is looked at twice: to find what is in it, and after all that.
        var open = [(id: root, isLeft: false)]
        while let (id, isLeft) = open.popLast() {
            guard let stored = stored(id), isLeft || arrivals[id] == nil else { continue }
            arrivals[id] = stored.arrival
            guard case .tree(let tree) = stored.content else { continue }
            if isLeft {
                var last = stored.arrival
                tree.forEachID { last = max(last, arrivals[$0] ?? 0) }
                arrivals[id] = last
            } else {
                open.append((id, true))
                tree.forEachID { if contains($0), arrivals[$0] == nil { open.append(($0, false)) } }
            }
        }
        return arrivals
    }

    private mutating func keep(_ layer: Layer) {
        sealed = []
        new = layer
        size = layer.values.reduce(0) { $0 + $1.content.size + Self.overhead }
    }
}

extension ObjectSet.Content {
    /// The length of the object, in bytes.
    fileprivate var size: Int {
        switch self {
        case .tree(let tree): tree.content.count
        case .blob(let content): content.count
        }
    }
}
