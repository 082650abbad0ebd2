extension TreeEdit {
    /// Adds a key with a value at the end of a mapping, in the style of what is there.
    ///
    /// A key that has no value yet gets a mapping.
    ///
    /// - Throws: ``ManifestError`` of code `refused` if the mapping is shared or ambiguous, or if there is none.
    mutating func add(_ key: String, _ value: NewValue, to path: NodePath) throws(ManifestError) {
        let target = try target(path)
        guard target.node.isMapping else {
            return try fill(target, path, with: .mapping([(key, value)]), expecting: "a mapping")
        }
        guard target.node.isFlow else { return addBlock((key, value), to: target.node, path) }
        let pairs = target.node.pairs
        let writer = writer(for: path, beside: pairs.last?.key)
        let change = TreeChange.insertPairs(at: pairs.count, [writer.pair((key, value), inFlow: true)])
        let (place, text) = flowAddition(
            to: target.node, after: pairs.last.map { ($0.key.position.offset, $0.value.range.upperBound) },
            separator: writer.separator
        ) { column in writer.flowPair((key, value), linesBelow: column) }
        record(place..<place, with: text, at: target.node.position, path, change)
    }

    private mutating func addBlock(
        _ pair: (key: String, value: NewValue), to mapping: YAMLNode, _ path: NodePath
    ) {
        guard let last = mapping.pairs.last else { return }
        let end = source.lineEnd(from: source.contentEnd(of: last.value))
        let writer = writer(for: path, beside: last.key, at: end)
        let column = source.indentation(of: mapping.valueRange.lowerBound)
        let text = writer.lineBreak + String(repeating: " ", count: column) + writer.pair(pair, at: column)
        let change = TreeChange.insertPairs(at: mapping.pairs.count, [writer.pair(pair, inFlow: false)])
        record(end..<end, with: text, at: mapping.position, path, change)
    }

    /// Gives a key its first value.
    mutating func fill(
        _ target: EditTarget, _ path: NodePath, with value: NewValue, expecting what: String
    ) throws(ManifestError) {
        guard target.node.isNull, case .scalar = target.node.kind, let parent = path.parent,
            case .value = path.steps.last
        else { throw ManifestError(.refused, at: target.node.position, "there is no place for \(what) here") }
        let range = target.node.valueRange
        guard range.isEmpty && !target.inFlow else {
            let writer = writer(for: path, beside: nil)
            let change = TreeChange.replace(with: writer.node(value, inFlow: true).kind)
            let space = formerText(of: target.node).isBehindNewSpace ? " " : ""
            return record(range, with: space + writer.flow(value), at: target.node.position, path, change)
        }
        let end = source.lineEnd(from: range.lowerBound)
        let writer = writer(for: path, beside: nil, at: end)
        let column = source.indentation(of: manifest.node(at: parent).valueRange.lowerBound)
        let change = TreeChange.replace(with: writer.node(value, inFlow: false).kind)
        record(end..<end, with: writer.block(value, below: column), at: target.node.position, path, change)
    }
}
