/// Puts the objects of a pack together, in whatever order differences and what they are differences to come.
struct PackAssembly {
    /// Objects that are not in the pack.
    private let known: ObjectSet
    /// What is put together so far.
    private(set) var objects: [GitObject] = []
    /// Where in the list each of them is, by both its names.
    private var places: [PackEntry.Base: Int] = [:]
    /// The differences to what is not here yet.
    private var waiting: [PackEntry.Base: [(delta: ReceivedDelta, position: Int)]] = [:]

    init(known: ObjectSet) {
        self.known = known
    }

    /// Whether nothing waits.
    var isComplete: Bool { waiting.isEmpty }

    /// Takes an object, and puts together what waited for it.
    ///
    /// - Throws: ``RemoteGitError`` of class `brokenAnswer` for a difference that does not fit its base.
    mutating func add(_ object: GitObject, at position: Int) throws(RemoteGitError) {
        // A list and no recursion: a chain of differences may be as long as the pack.
        var open = [(object: object, position: position)]
        while let (object, position) = open.popLast() {
            let names: [PackEntry.Base] = [.at(position), .named(object.id)]
            for name in names {
                places[name] = objects.count
                for next in waiting.removeValue(forKey: name) ?? [] {
                    open.append((try next.delta.applied(to: object), next.position))
                }
            }
            objects.append(object)
        }
    }

    /// Takes a difference.
    ///
    /// - Throws: as ``add(_:at:)``.
    mutating func add(_ delta: ReceivedDelta, to base: PackEntry.Base, at position: Int) throws(RemoteGitError) {
        if let base = object(base) {
            try add(try delta.applied(to: base), at: position)
        } else {
            waiting[base, default: []].append((delta, position))
        }
    }

    private func object(_ name: PackEntry.Base) -> GitObject? {
        if let place = places[name] { return objects[place] }
        guard case .named(let id) = name else { return nil }
        return known.object(id)
    }
}

extension ReceivedDelta {
    /// The object that it makes of another.
    fileprivate func applied(to base: GitObject) throws(RemoteGitError) -> GitObject {
        GitObject(base.kind, try applied(to: base.content))
    }
}
