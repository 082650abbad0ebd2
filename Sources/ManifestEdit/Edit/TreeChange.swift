/// What an edit means to a node, apart from the bytes.
enum TreeChange {
    /// The node becomes another one; its anchor and tag stay.
    case replace(with: YAMLNode.Kind)
    /// The mapping gets pairs, before the one that has this index.
    case insertPairs(at: Int, [YAMLPair])
    /// The sequence gets an item at its end.
    case append(YAMLNode)
    /// The mapping or the sequence loses the pair or the item with this index.
    case remove(at: Int)
}

/// All changes to a tree, in the shape of the tree, so that the trees before and after are compared in one walk
/// however many edits there are.
struct ExpectedChanges {
    private var here: [TreeChange] = []
    private var below: [NodePath.Step: ExpectedChanges] = [:]

    mutating func insert(_ change: TreeChange, at steps: ArraySlice<NodePath.Step>) {
        guard let step = steps.first else { return here.append(change) }
        below[step, default: ExpectedChanges()].insert(change, at: steps.dropFirst())
    }

    /// Whether a tree became another one by these changes and by no others.
    func lead(from old: YAMLNode, to new: YAMLNode) -> Bool {
        guard !here.isEmpty || !below.isEmpty else { return old.hasSameContent(as: new) }
        return old.properties == new.properties && leadInside(from: old, to: new)
    }

    /// The same without the anchor and tag before the two nodes.
    func leadInside(from old: YAMLNode, to new: YAMLNode) -> Bool {
        for case .replace(let kind) in here {
            return here.count == 1 && below.isEmpty && kind.hasSameContent(as: new.kind)
        }
        switch (old.kind, new.kind) {
        case (.mapping(let before, let style), .mapping(let after, let newStyle)) where style == newStyle:
            return lead(from: before, to: after)
        case (.sequence(let before, let style), .sequence(let after, let newStyle)) where style == newStyle:
            return lead(from: before, to: after)
        default:
            return false
        }
    }

    private func lead(from old: [YAMLPair], to new: [YAMLPair]) -> Bool {
        var rest = new[...]
        for index in 0...old.count {
            for case .insertPairs(index, let added) in here {
                guard rest.count >= added.count, zip(added, rest).allSatisfy({ $0.hasSameContent(as: $1) }) else {
                    return false
                }
                rest = rest.dropFirst(added.count)
            }
            guard index < old.count else { break }
            if removes(index) { continue }
            guard let pair = rest.popFirst(), old[index].key.hasSameContent(as: pair.key),
                lead(from: old[index].value, to: pair.value, at: .value(index))
            else { return false }
        }
        return rest.isEmpty
    }

    private func lead(from old: [YAMLNode], to new: [YAMLNode]) -> Bool {
        var added: [YAMLNode] = []
        for case .append(let item) in here { added.append(item) }
        let kept = old.indices.filter { !removes($0) }
        guard new.count == kept.count + added.count else { return false }
        return zip(kept, new).allSatisfy { lead(from: old[$0], to: $1, at: .item($0)) }
            && zip(added, new[kept.count...]).allSatisfy { $0.hasSameContent(as: $1) }
    }

    private func removes(_ index: Int) -> Bool {
        here.contains { change in
            if case .remove(index) = change { true } else { false }
        }
    }

    private func lead(from old: YAMLNode, to new: YAMLNode, at step: NodePath.Step) -> Bool {
        below[step]?.lead(from: old, to: new) ?? old.hasSameContent(as: new)
    }
}
