extension TreeEdit {
    /// Gives a scalar another text, in its own style where that reads back as the same string.
    ///
    /// In a block scalar the one line that it has is replaced.
    ///
    /// - Throws: ``ManifestError`` of code `refused` if the value is shared, ambiguous, a block of several lines or no
    ///   scalar.
    mutating func replace(
        _ path: NodePath, with text: String, sharing: ValueSharing = .unknown
    ) throws(ManifestError) {
        let target = try target(path, sharing: sharing)
        let node = target.node
        guard case .scalar(let scalar) = node.kind else {
            throw ManifestError(.refused, at: node.position, "there is a collection where one value was expected")
        }
        guard !scalar.isBlock else { return try replaceLine(of: node, scalar, path, with: text) }
        let new = ScalarWriter.write(text, like: scalar.style, inFlow: target.inFlow)
        let range = node.valueRange
        // Where nothing is written, the place is right behind the colon or the anchor.
        let needsSpace = range.isEmpty && range.lowerBound > 0 && !source.bytes[range.lowerBound - 1].isYAMLSpace
        record(
            range, with: (needsSpace ? " " : "") + new.text, at: node.position, path,
            .replace(with: .scalar(new.scalar)))
    }

    private mutating func replaceLine(
        of node: YAMLNode, _ scalar: YAMLScalar, _ path: NodePath, with text: String
    ) throws(ManifestError) {
        let old = scalar.text.prefix { !$0.isNewline }
        let breaks = scalar.text.dropFirst(old.count)
        guard !old.isEmpty, breaks.allSatisfy(\.isNewline), let block = ScalarSource(node, in: source),
            let range = block.range(of: 0..<old.utf8.count), ScalarWriter.isOneLine(text)
        else {
            throw ManifestError(
                .refused, at: node.position, "the value is a block scalar of several lines, which is not changed")
        }
        let new = YAMLScalar(text: text + breaks, style: scalar.style)
        record(range, with: text, at: node.position, path, .replace(with: .scalar(new)))
    }
}
