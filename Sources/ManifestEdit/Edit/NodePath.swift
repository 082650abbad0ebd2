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

    mutating func push(_ step: Step) { steps.append(step) }

    mutating func pop() { steps.removeLast() }

    /// The path of the collection around the node; `nil` for the root.
    var parent: NodePath? {
        guard !steps.isEmpty else { return nil }
        var path = self
        path.pop()
        return path
    }

    /// The first steps only.
    func prefix(_ count: Int) -> NodePath {
        var path = NodePath(document: document)
        path.steps = Array(steps.prefix(count))
        return path
    }
}

extension YAMLNode {
    /// The node below this one that a step leads to.
    func child(_ step: NodePath.Step) -> YAMLNode {
        switch step {
        case .value(let index): pairs[index].value
        case .item(let index): items[index]
        }
    }

    /// The node that steps from this one lead to.
    func descendant(_ steps: some Sequence<NodePath.Step>) -> YAMLNode {
        steps.reduce(self) { $0.child($1) }
    }

    /// The way to a node as people write it: `spec.template.spec.containers[app].image`; empty for the root.
    ///
    /// List items go by their `name`, or else by their index.
    func field(_ steps: some Sequence<NodePath.Step>) -> String {
        var node = self
        var field = ""
        for step in steps {
            switch step {
            case .value(let index):
                let key = node.pairs[index].key.text ?? "?"
                field += field.isEmpty ? key : "." + key
            case .item(let index):
                field += "[" + (node.items[index]["name"]?.text ?? String(index)) + "]"
            }
            node = node.child(step)
        }
        return field
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

extension Manifest {
    /// The node that a path leads to.
    func node(at path: NodePath) -> YAMLNode { documents[path.document].root.descendant(path.steps) }
}
