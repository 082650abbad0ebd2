extension TreeEdit {
    /// Adds a key with a value to a mapping, in the style of what is there.
    ///
    /// A key that has no value yet gets a mapping.
    ///
    /// - Parameter index: the pair that it comes after; the last if not given.
    /// - Throws: ``ManifestError`` of code `refused` if the mapping is shared or ambiguous, or if there is none.
    mutating func add(
        _ key: String, _ value: NewValue, to path: NodePath, afterPair index: Int? = nil
    ) throws(ManifestError) {
        let target = try target(path)
        guard target.node.isMapping else {
            return try fill(target, path, with: .mapping([(key, value)]), expecting: "mapping")
        }
        let index = index ?? target.node.pairs.count - 1
        let before = index < 0 ? nil : target.node.pairs[index]
        guard !target.node.isFlow else {
            let writer = writer(for: path, beside: before?.key)
            let change = TreeChange.insertPairs(at: index + 1, [writer.pair((key, value), inFlow: true)])
            let (place, text) = flowAddition(
                to: target.node, after: before.map { ($0.key.position.offset, $0.value.range.upperBound) },
                separator: writer.separator
            ) { column in writer.flowPair((key, value), linesBelow: column) }
            return record(place..<place, with: text, at: target.node.position, path, change)
        }
        // A mapping without brackets has at least one pair.
        guard let before else { return }
        let end = source.lineEnd(from: source.contentEnd(of: before.value))
        add((key, value), at: end, beside: before.key, to: target.node, path, index: index + 1)
    }

    /// Adds a key with a value at the end of a document, or at the end of its root in brackets.
    ///
    /// Comments at the end stay before it: they may belong to what is above.
    ///
    /// - Throws: ``ManifestError`` of code `refused` if the document is not a mapping, or is a shared one.
    mutating func addSection(_ key: String, _ value: NewValue, toDocument index: Int) throws(ManifestError) {
        let path = NodePath(document: index)
        let root = try target(path).node
        guard root.isMapping, !root.isFlow, let last = root.pairs.last else {
            return try add(key, value, to: path)
        }
        add(
            (key, value), at: lastWrittenLine(of: documents[index]), beside: last.key, to: root, path,
            index: root.pairs.count)
    }

    /// Writes a pair on lines of its own, behind the line that ends at a place.
    private mutating func add(
        _ pair: (key: String, value: NewValue), at end: Int, beside key: YAMLNode, to mapping: YAMLNode,
        _ path: NodePath, index: Int
    ) {
        let writer = writer(for: path, beside: key, at: end)
        let column = source.indentation(of: mapping.valueRange.lowerBound)
        let text = writer.lineBreak + String(repeating: " ", count: column) + writer.pair(pair, at: column)
        let change = TreeChange.insertPairs(at: index, [writer.pair(pair, inFlow: false)])
        record(end..<end, with: text, at: mapping.position, path, change)
    }

    /// The end of a document's last line with anything on it, comments included, before its line break.
    private func lastWrittenLine(of document: YAMLDocument) -> Int {
        var last = source.lineEnd(from: source.contentEnd(of: document.root))
        var lineStart = last
        let limit = min(document.end, source.bytes.count)
        while lineStart < limit {
            let end = min(source.lineEnd(from: lineStart), limit)
            if !source.bytes[lineStart..<end].allSatisfy(\.isYAMLSpace) { last = end }
            lineStart = end + 1
        }
        return last
    }

    /// Gives a key its first value.
    mutating func fill(
        _ target: EditTarget, _ path: NodePath, with value: NewValue, expecting what: String
    ) throws(ManifestError) {
        guard target.node.isNull, case .scalar = target.node.kind, let parent = path.parent,
            case .value = path.steps.last
        else {
            throw ManifestError(.refused, at: target.node.position, "there is no \(what) here, and no place for one")
        }
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
