/// The shortest paths that tell the objects of one file apart.
struct ObjectPaths {
    /// How many objects go by a name, with and without their namespace.
    private var counts: [FieldPath.Document: Int] = [:]
    private var documents = 0

    init(of objects: [ManifestObject]) {
        for object in objects {
            if !object.isInList { documents += 1 }
            for name in Self.names(of: object) { counts[name, default: 0] += 1 }
        }
    }

    /// The path to an object's root, by its name where no other object of the file has that; it names no document if
    /// the file has only one.
    ///
    /// - Parameter steps: where the path will lead. What an object is called by is not found by that once it changes.
    func path(to object: ManifestObject, for steps: [FieldPath.Step] = []) -> FieldPath {
        if !object.isInList, documents == 1 { return FieldPath(steps: []) }
        let isName = steps.first == .key("kind") || steps.first == .key("metadata") && steps.count == 2
        if !isName, let name = Self.names(of: object).first(where: { counts[$0] == 1 }) {
            return FieldPath(document: name, steps: [])
        }
        let steps: [FieldPath.Step] = object.root.path.steps.map { step in
            switch step {
            case .value: .key("items")
            case .item(let index): .index(index)
            }
        }
        return FieldPath(document: .index(object.root.path.document), steps: steps)
    }

    /// The shortest name first.
    private static func names(of object: ManifestObject) -> [FieldPath.Document] {
        guard let kind = object.kind, let name = object.name else { return [] }
        return ([nil] + [object.namespace].compactMap { $0 }).map { .object(kind: kind, namespace: $0, name: name) }
    }
}
