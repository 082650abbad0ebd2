extension YAMLNode {
    /// A node that no file has yet.
    init(new kind: Kind) {
        self.init(kind, position: YAMLPosition(offset: 0, line: 1, column: 1), end: 0)
    }

    /// Whether two nodes say the same in the same style, wherever they stand.
    func hasSameContent(as other: YAMLNode) -> Bool {
        properties == other.properties && kind.hasSameContent(as: other.kind)
    }
}

extension YAMLPair {
    func hasSameContent(as other: YAMLPair) -> Bool {
        key.hasSameContent(as: other.key) && value.hasSameContent(as: other.value)
    }
}

extension YAMLNode.Kind {
    func hasSameContent(as other: YAMLNode.Kind) -> Bool {
        switch (self, other) {
        case (.scalar(let left), .scalar(let right)):
            left == right
        case (.alias(let left), .alias(let right)):
            left.name == right.name
        case (.sequence(let left, let style), .sequence(let right, let otherStyle)):
            style == otherStyle && left.count == right.count
                && left.indices.allSatisfy { left[$0].hasSameContent(as: right[$0]) }
        case (.mapping(let left, let style), .mapping(let right, let otherStyle)):
            style == otherStyle && left.count == right.count
                && left.indices.allSatisfy { left[$0].hasSameContent(as: right[$0]) }
        default:
            false
        }
    }
}

extension YAMLProperties: Equatable {
    static func == (left: YAMLProperties, right: YAMLProperties) -> Bool {
        left.anchor == right.anchor && left.tag == right.tag
    }
}
