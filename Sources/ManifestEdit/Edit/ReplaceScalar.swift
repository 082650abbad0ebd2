extension TreeEdit {
    /// Gives a scalar another text, in its own style where that reads back as the same string.
    ///
    /// - Throws: ``ManifestError`` of code `refused` if the value is shared, ambiguous, a block or no scalar.
    mutating func replace(_ path: NodePath, with text: String) throws(ManifestError) {
        let target = try target(path)
        let node = target.node
        guard case .scalar(let scalar) = node.kind else {
            throw ManifestError(.refused, at: node.position, "there is a collection where one value was expected")
        }
        guard !scalar.isBlock else {
            throw ManifestError(.refused, at: node.position, "the value is a block scalar, which is not changed")
        }
        let new = ScalarWriter.write(text, like: scalar.style, inFlow: target.inFlow)
        let range = node.valueRange
        // Where nothing is written, the place is right behind the colon or the anchor.
        let needsSpace = range.isEmpty && range.lowerBound > 0 && !source.bytes[range.lowerBound - 1].isYAMLSpace
        record(
            range, with: (needsSpace ? " " : "") + new.text, at: node.position, path,
            .replace(with: .scalar(new.scalar)))
    }
}
