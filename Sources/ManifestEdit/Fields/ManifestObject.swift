/// One object of a file: the root of a document, or an item of a document of kind `List`.
struct ManifestObject {
    let root: FoundNode
    let kind: String?
    let name: String?
    let namespace: String?
    let isInList: Bool

    init(_ root: FoundNode, isInList: Bool = false) {
        self.root = root
        self.isInList = isInList
        kind = root.node.writtenText("kind")
        name = root.node["metadata"]?.writtenText("name")
        namespace = root.node["metadata"]?.writtenText("namespace")
    }

    /// As `Deployment/shop`, for messages.
    var label: String {
        guard let kind else { return "a document without kind" }
        return name.map { kind + "/" + $0 } ?? kind
    }

    /// The group and the version that `apiVersion` says: `apps` and `v1` of `apps/v1`, no group and `v1` of `v1`.
    var apiVersion: (group: String, version: String) {
        let parts = (root.node.writtenText("apiVersion") ?? "").split(separator: "/", maxSplits: 1).map(String.init)
        return parts.count == 2 ? (parts[0], parts[1]) : ("", parts.first ?? "")
    }

    func matches(_ document: FieldPath.Document) -> Bool {
        switch document {
        case .index(let index): !isInList && root.path.document == index
        case .object(let kind, let namespace, let name):
            kind == self.kind && (name == nil || name == self.name)
                && (namespace == nil || namespace == self.namespace)
        }
    }
}

extension Manifest {
    /// The objects in the order of the file. A list in a list is not looked into: no one writes that, and it bounds
    /// the work. Documents in which nothing is written have none.
    var objects: [ManifestObject] {
        documents.indices.flatMap { index -> [ManifestObject] in
            let object = ManifestObject(FoundNode(rootOf: documents[index], at: index))
            if object.root.node.isNull { return [] }
            guard object.kind == "List" else { return [object] }
            let items = object.root.values("items").flatMap(\.items)
            return [object] + items.map { ManifestObject($0, isInList: true) }
        }
    }
}
