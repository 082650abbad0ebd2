extension YAMLNode {
    /// The value itself: of a scalar, or of the scalar that an alias mentions.
    public var scalar: YAMLScalar? {
        switch kind {
        case .scalar(let scalar): scalar
        case .alias(let alias): alias.scalar
        default: nil
        }
    }

    /// The text of any scalar, of whatever type: `1.10` for `1.10` and for `"1.10"`.
    public var text: String? { scalar?.text }

    /// The keys and values; none if this is not a mapping.
    public var pairs: [YAMLPair] {
        if case .mapping(let pairs, _) = kind { return pairs }
        return []
    }

    /// The items; none if this is not a sequence.
    public var items: [YAMLNode] {
        if case .sequence(let items, _) = kind { return items }
        return []
    }

    /// Whether this is a mapping.
    public var isMapping: Bool {
        if case .mapping = kind { return true }
        return false
    }

    /// Whether this is a sequence.
    public var isSequence: Bool {
        if case .sequence = kind { return true }
        return false
    }

    /// The first value under a key; nil if there is none, or if this is not a mapping.
    public subscript(key: String) -> YAMLNode? {
        guard case .mapping(let pairs, _) = kind else { return nil }
        return pairs.first { $0.key.text == key }?.value
    }

    /// The second key of a mapping that repeats an earlier one, if there is such.
    public var duplicateKey: YAMLNode? {
        var seen: Set<String> = []
        return pairs.first { pair in pair.key.text.map { !seen.insert($0).inserted } ?? false }?.key
    }

    var isFlow: Bool {
        switch kind {
        case .mapping(_, .flow), .sequence(_, .flow): true
        default: false
        }
    }
}
