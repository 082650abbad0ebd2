/// Every alias of a document, with the node that it stands for.
struct AliasUses: Sendable {
    /// One alias.
    struct Use: Sendable {
        let name: String
        let path: NodePath
        let position: YAMLPosition
        /// The node with the anchor.
        let target: NodePath
        /// The mapping that takes over the target's pairs, where the alias is the value of its `<<`.
        let mergesInto: NodePath?
    }

    private(set) var all: [Use] = []
    private var targets: [NodePath: NodePath] = [:]
    private var anchors: [String: NodePath] = [:]

    /// One walk over the document; none if it has no aliases.
    init(of document: YAMLDocument, at index: Int) {
        guard !document.aliases.isEmpty else { return }
        var way = NodePath(document: index)
        walk(document.root, &way, mergesInto: nil)
    }

    /// The node that is meant by a path: that with the anchor, where the path leads to an alias.
    func resolved(_ path: NodePath) -> NodePath { targets[path] ?? path }

    private mutating func walk(_ node: YAMLNode, _ way: inout NodePath, mergesInto: NodePath?) {
        if let anchor = node.anchor { anchors[anchor] = way }
        switch node.kind {
        case .scalar: return
        case .alias(let alias):
            guard let target = anchors[alias.name] else { return }
            targets[way] = target
            all.append(
                Use(name: alias.name, path: way, position: node.position, target: target, mergesInto: mergesInto))
        case .mapping(let pairs, _):
            let mapping = way
            for (index, pair) in pairs.enumerated() {
                way.push(.value(index))
                walk(pair.value, &way, mergesInto: pair.key.text == "<<" ? mapping : nil)
                way.pop()
            }
        case .sequence(let items, _):
            for (index, item) in items.enumerated() {
                way.push(.item(index))
                // The items of a `<<` are merged too; those of lists below it are not.
                walk(item, &way, mergesInto: item.isSequence ? nil : mergesInto)
                way.pop()
            }
        }
    }
}
