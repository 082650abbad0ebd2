/// The way from a document's root to a node, by places and not by keys, so that duplicate keys are told apart.
struct NodePath: Sendable, Hashable {
    enum Step: Sendable, Hashable {
        /// The value of the pair with this index.
        case value(Int)
        /// The item with this index.
        case item(Int)
    }

    /// The index of the document in its file.
    let document: Int
    private(set) var steps: [Step] = []

    init(document: Int) {
        self.document = document
    }

    func appending(_ step: Step) -> NodePath {
        var path = self
        path.steps.append(step)
        return path
    }
}

/// A node with the way to it, and with the way as people write it.
struct FoundNode {
    let node: YAMLNode
    let path: NodePath
    /// As `spec.template.spec.containers[app].image`; empty for the root.
    let field: String

    init(rootOf document: YAMLDocument, at index: Int) {
        self.init(node: document.root, path: NodePath(document: index), field: "")
    }

    private init(node: YAMLNode, path: NodePath, field: String) {
        self.node = node
        self.path = path
        self.field = field
    }

    /// All values under a key: more than one if the key is repeated.
    func values(_ key: String) -> [FoundNode] { values(where: { $0 == key }) }

    /// All values under the keys that pass, in the order of the file.
    func values(where isWanted: (String) -> Bool) -> [FoundNode] {
        guard case .mapping(let pairs, _) = node.kind else { return [] }
        return pairs.indices.filter { pairs[$0].key.text.map(isWanted) ?? false }.map { value(at: $0) }
    }

    /// All values under a path of keys.
    func values(_ keys: [String]) -> [FoundNode] {
        keys.reduce([self]) { found, key in found.flatMap { $0.values(key) } }
    }

    /// The value of one pair.
    func value(at index: Int) -> FoundNode {
        let pair = node.pairs[index]
        let key = pair.key.text ?? "?"
        return FoundNode(
            node: pair.value, path: path.appending(.value(index)), field: field.isEmpty ? key : field + "." + key)
    }

    /// The items of a sequence; in the field they go by their `name`, or else by their index.
    var items: [FoundNode] {
        node.items.enumerated().map { index, item in
            let label = item["name"]?.text ?? String(index)
            return FoundNode(node: item, path: path.appending(.item(index)), field: field + "[" + label + "]")
        }
    }
}

extension NodePath {
    /// The way to the collection that the node is in; nil for a root.
    var parent: NodePath? {
        guard !steps.isEmpty else { return nil }
        return prefix(steps.count - 1)
    }

    /// The way to a node above, so many steps down.
    func prefix(_ count: Int) -> NodePath {
        steps.prefix(count).reduce(NodePath(document: document)) { $0.appending($1) }
    }
}
