extension TreeEdit {
    /// Gives a scalar another text exactly as it is to stand in the file, quotes included.
    ///
    /// - Returns: what was there.
    /// - Throws: ``ManifestError`` of code `refused` if the value is shared, ambiguous, a block or no scalar.
    @discardableResult
    mutating func replace(
        _ path: NodePath, withSource text: String, meaning scalar: YAMLScalar
    ) throws(ManifestError) -> FormerText {
        let target = try target(path)
        let node = target.node
        guard case .scalar(let old) = node.kind else {
            throw ManifestError(.refused, at: node.position, "there is a collection where one value was expected")
        }
        guard !old.isBlock else {
            throw ManifestError(.refused, at: node.position, "the value is a block scalar, which is not changed")
        }
        let former = formerText(of: node)
        let space = former.isBehindNewSpace && !text.isEmpty ? " " : ""
        record(node.valueRange, with: space + text, at: node.position, path, .replace(with: .scalar(scalar)))
        return former
    }

    /// Puts back what stood in place of a scalar, or of a collection in brackets.
    mutating func restore(_ path: NodePath, to former: FormerText, meaning kind: YAMLNode.Kind) throws(ManifestError) {
        let node = try target(path).node
        let range = node.valueRange
        let hasSpace = range.lowerBound > 0 && source.bytes[range.lowerBound - 1] == UInt8(ascii: " ")
        let start = former.isBehindNewSpace && hasSpace ? range.lowerBound - 1 : range.lowerBound
        record(start..<range.upperBound, with: former.text, at: node.position, path, .replace(with: kind))
    }

    /// What is written in place of a node now, and whether a space is needed before another text there.
    func formerText(of node: YAMLNode) -> FormerText {
        let range = node.valueRange
        let touches = range.isEmpty && range.lowerBound > 0 && !source.bytes[range.lowerBound - 1].isYAMLSpace
        return FormerText(text: String(decoding: source.bytes[range], as: UTF8.self), isBehindNewSpace: touches)
    }
}
