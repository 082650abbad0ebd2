/// Trees and files in the order of their ids: they are found by halving, and beside them nothing takes memory.
struct ObjectLayer: Sendable {
    /// An object.
    struct Entry: Sendable {
        let id: ObjectID
        /// How many objects came before it.
        let arrival: UInt32
        let content: ObjectSet.Content
    }

    /// The objects, none twice.
    let entries: [Entry]

    /// A layer of objects in any order, none twice.
    init(_ entries: some Sequence<Entry>) {
        self.entries = entries.sorted { $0.id.precedes($1.id) }
    }

    private init(sorted entries: [Entry]) {
        self.entries = entries
    }

    var count: Int { entries.count }

    /// Where an object is.
    func index(of id: ObjectID) -> Int? {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].id.precedes(id) { low = middle + 1 } else { high = middle }
        }
        return low < entries.count && entries[low].id == id ? low : nil
    }

    // MARK: Others made of it

    /// This layer and another one that has no object of this one.
    func merging(_ other: ObjectLayer) -> ObjectLayer {
        var merged: [Entry] = []
        merged.reserveCapacity(count + other.count)
        var next = 0
        for entry in entries {
            while next < other.count, other.entries[next].id.precedes(entry.id) {
                merged.append(other.entries[next])
                next += 1
            }
            merged.append(entry)
        }
        merged += other.entries[next...]
        return ObjectLayer(sorted: merged)
    }

    /// The objects for which it says so at their place.
    func keeping(_ isKept: [Bool]) -> ObjectLayer {
        var kept: [Entry] = []
        kept.reserveCapacity(isKept.count { $0 })
        for (entry, isKept) in zip(entries, isKept) where isKept { kept.append(entry) }
        return ObjectLayer(sorted: kept)
    }

    // MARK: What leads to what

    /// Which objects the roots lead to.
    func reached(from roots: Set<ObjectID>) -> [Bool] {
        var isReached = [Bool](repeating: false, count: count)
        var open = roots.compactMap(index)
        while let index = open.popLast() {
            guard !isReached[index] else { continue }
            isReached[index] = true
            if case .tree(let tree) = entries[index].content {
                tree.forEachID { if let child = self.index(of: $0) { open.append(child) } }
            }
        }
        return isReached
    }

    /// Of what the root leads to about so many bytes: whole directories, those that something came to last, and what is on
    /// the way there.
    func newest(downTo bytes: Int, below root: ObjectID) -> [Bool] {
        var isKept = [Bool](repeating: false, count: count)
        var open = [index(of: root)].compactMap(\.self)
        let arrivals = lastArrivals(below: open)
        var left = bytes
        while left > 0, let index = open.popLast() {
            guard !isKept[index] else { continue }
            isKept[index] = true
            left -= entries[index].size
            guard case .tree(let tree) = entries[index].content else { continue }
            var files: [Int] = []
            var directories: [Int] = []
            tree.forEachID { id in
                guard let child = self.index(of: id) else { return }
                if case .tree = entries[child].content { directories.append(child) } else { files.append(child) }
            }
            // The last is taken first. A file beside many directories, as a policy is, is worth more than all of them.
            open += directories.sorted { arrivals[$0] ?? 0 < arrivals[$1] ?? 0 } + files
        }
        return isKept
    }

    /// For each object below the roots, when the last of all that it leads to came.
    private func lastArrivals(below roots: [Int]) -> [UInt32?] {
        var arrivals = [UInt32?](repeating: nil, count: count)
        // Each directory is looked at twice: to find what is in it, and after all that.
        var open = roots.map { (index: $0, isLeft: false) }
        while let (index, isLeft) = open.popLast() {
            guard isLeft || arrivals[index] == nil else { continue }
            var last = entries[index].arrival
            if case .tree(let tree) = entries[index].content {
                if isLeft {
                    tree.forEachID { id in
                        if let child = self.index(of: id) { last = max(last, arrivals[child] ?? 0) }
                    }
                } else {
                    open.append((index, true))
                    tree.forEachID { id in
                        if let child = self.index(of: id), arrivals[child] == nil { open.append((child, false)) }
                    }
                }
            }
            arrivals[index] = last
        }
        return arrivals
    }
}

extension ObjectLayer.Entry {
    /// What an object takes beside its content: its place in a layer and the head of its array.
    private static let overhead = 100

    /// What it takes in memory, in bytes: about.
    var size: Int {
        switch content {
        case .tree(let tree): tree.content.count + Self.overhead
        case .blob(let content): content.count + Self.overhead
        }
    }
}
