extension TreeEdit {
    /// Adds a key with a list of one mapping at the end of a document.
    ///
    /// Comments at the end stay before it: they may belong to the list above.
    ///
    /// - Throws: ``ManifestError`` of code `refused` if the document is not a mapping, or is a shared one.
    mutating func appendSection(
        _ key: String, _ fields: [NewEntry.Field], toDocument index: Int
    ) throws(ManifestError) {
        let path = NodePath(document: index)
        let target = try target(path)
        let root = target.node
        guard root.isMapping else {
            throw ManifestError(.refused, at: root.position, "the document is not a mapping")
        }
        let entry = NewEntry(fields: fields, keyStyle: root.pairs.first?.key.scalar?.style ?? .plain)
        let writtenKey = ScalarWriter.write(key, like: entry.keyStyle, inFlow: target.inFlow)
        let style: YAMLNode.CollectionStyle = root.isFlow ? .flow : .block
        let pair = YAMLPair(
            key: YAMLNode(new: .scalar(writtenKey.scalar)),
            value: YAMLNode(new: .sequence([entry.node(style)], style)))
        let change = TreeChange.insertPairs(at: root.pairs.count, [pair])
        if root.isFlow {
            let place = root.pairs.last?.value.range.upperBound ?? root.valueRange.lowerBound + 1
            let separator = root.pairs.isEmpty ? "" : ", "
            let text = separator + writtenKey.text + ": [" + braced(entry, like: nil) + "]"
            return record(place..<place, with: text, at: root.position, path, change)
        }
        let end = lastWrittenLine(of: documents[index])
        let lineBreak = source.lineBreak(at: end)
        let indentation = source.indentation(of: root.valueRange.lowerBound)
        let items = entry.itemLines(
            indentation: indentation + listIndentation(in: root), gap: 2, lineBreak: lineBreak)
        let text = lineBreak + String(repeating: " ", count: indentation) + writtenKey.text + ":" + items
        record(end..<end, with: text, at: root.position, path, change)
    }

    /// How much deeper than their keys the lists of a mapping begin, by the first that there is; 0 as
    /// `kustomize edit` writes them, if there is none.
    func listIndentation(in mapping: YAMLNode) -> Int {
        guard let list = mapping.pairs.first(where: { $0.value.isSequence && !$0.value.isFlow })?.value else {
            return 0
        }
        let key = source.indentation(of: mapping.valueRange.lowerBound)
        return max(0, source.indentation(of: list.valueRange.lowerBound) - key)
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
}
