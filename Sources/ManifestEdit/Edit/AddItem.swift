extension TreeEdit {
    /// Adds an item at the end of a list, in the style of the item before it.
    ///
    /// A key that has no value yet gets a list.
    ///
    /// - Throws: ``ManifestError`` of code `refused` if the list is shared or ambiguous, or if there is none.
    mutating func add(item value: NewValue, to path: NodePath) throws(ManifestError) {
        let target = try target(path)
        guard target.node.isSequence else {
            return try fill(target, path, with: .list([value]), expecting: "list")
        }
        let last = target.node.items.last
        guard target.node.isFlow else { return addBlock(value, to: target.node, path) }
        let writer = writer(for: path, beside: last?.pairs.first?.key)
        let (place, text) = flowAddition(
            to: target.node, after: last.map { ($0.position.offset, $0.range.upperBound) },
            separator: writer.separator
        ) { column in
            // An item stays on one line if the item before it does.
            let staysOnLine = last.map { isOnOneLine($0) } ?? false
            return writer.flow(value, linesBelow: staysOnLine ? nil : column, isSpaced: isSpaced(last))
        }
        record(place..<place, with: text, at: target.node.position, path, .append(writer.node(value, inFlow: true)))
    }

    private mutating func addBlock(_ value: NewValue, to list: YAMLNode, _ path: NodePath) {
        guard let last = list.items.last else { return }
        let end = source.lineEnd(from: source.contentEnd(of: last))
        let writer = writer(for: path, beside: last.pairs.first?.key, at: end)
        let column = source.indentation(of: list.valueRange.lowerBound)
        let isInBraces = last.isMapping && last.isFlow
        let item =
            isInBraces
            ? "- " + writer.flow(value, isSpaced: isSpaced(last))
            : writer.item(value, dashAt: column, gap: source.gap(before: last, dashAt: column) ?? writer.style.item)
        let text = writer.lineBreak + String(repeating: " ", count: column) + item
        record(end..<end, with: text, at: last.position, path, .append(writer.node(value, inFlow: isInBraces)))
    }
}
