/// A node that may be edited: no alias shares it, and no duplicate key leaves open which one counts.
struct EditTarget {
    let node: YAMLNode
    /// Whether brackets are around the node, or are the node's own.
    let inFlow: Bool
}

/// What is known of the aliases that stand for a value.
enum ValueSharing {
    /// Nothing: a value that an alias stands for too is refused.
    case unknown
    /// The caller has looked at every use of the value, and means them all.
    case meant
}

extension TreeEdit {
    /// Walks to a node and checks all that is on the way.
    ///
    /// - Throws: ``ManifestError`` of code `refused` that names the lines.
    mutating func target(_ path: NodePath, sharing: ValueSharing = .unknown) throws(ManifestError) -> EditTarget {
        let document = documents[path.document]
        var node = document.root
        var way = NodePath(document: path.document)
        var inFlow = node.isFlow
        try refuseShared(node, in: document, sharing)
        for step in path.steps {
            way.push(step)
            // Thousands of edits may share the way through a wide mapping.
            if case .value(let index) = step, unambiguous.insert(way).inserted {
                try refuseDuplicates(of: node.pairs[index].key, in: node)
            }
            node = node.child(step)
            inFlow = inFlow || node.isFlow
            try refuseShared(node, in: document, sharing)
        }
        return EditTarget(node: node, inFlow: inFlow)
    }

    private func refuseShared(
        _ node: YAMLNode, in document: YAMLDocument, _ sharing: ValueSharing
    ) throws(ManifestError) {
        if case .alias(let alias) = node.kind {
            throw ManifestError(
                .refused, at: node.position,
                "the value is the alias '*\(alias.name)' of one that is written elsewhere, and is not changed")
        }
        guard case .unknown = sharing, let anchor = node.anchor, let alias = document.aliases[anchor] else { return }
        throw ManifestError(
            .refused, at: node.position,
            "the value is shared: the alias '*\(anchor)' on line \(alias.line) stands for it too")
    }

    /// Refuses a mapping in which a key stands more than once.
    func refuseDuplicates(of key: YAMLNode, in mapping: YAMLNode) throws(ManifestError) {
        guard let text = key.text else { return }
        let same = mapping.pairs.filter { $0.key.text == text }
        guard same.count > 1 else { return }
        throw ManifestError(
            .refused, at: same[1].key.position,
            "the key '\(text)' is also on line \(same[0].key.position.line), so it is open which of the two counts")
    }
}
