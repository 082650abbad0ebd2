extension TreeEdit {
    /// Where an entry goes in a flow collection, and its text with what separates it from the entry before.
    ///
    /// - Parameters:
    ///   - last: where the last entry begins and ends.
    ///   - entry: writes the entry; given a column, over several lines if it is a collection.
    func flowAddition(
        to collection: YAMLNode, after last: (start: Int, end: Int)?, separator: String, _ entry: (Int?) -> String
    ) -> (place: Int, text: String) {
        // Behind the bracket.
        guard let last else { return (collection.valueRange.lowerBound + 1, entry(nil)) }
        guard source.beginsLine(last.start) else {
            return (last.end, separator + entry(nil))
        }
        // One entry a line.
        let lineStart = source.lineStart(of: last.start)
        let lead = String(decoding: source.bytes[lineStart..<last.start], as: UTF8.self)
        let lineBreak = source.lineBreak(at: source.lineEnd(from: last.end))
        return (last.end, "," + lineBreak + lead + entry(source.indentation(of: last.start)))
    }

    func isOnOneLine(_ node: YAMLNode) -> Bool {
        !source.bytes[node.range.clamped(to: 0..<source.bytes.count)].contains(where: \.isYAMLBreak)
    }

    /// Whether there are spaces within the braces of a mapping.
    func isSpaced(_ example: YAMLNode?) -> Bool {
        guard let example, example.isFlow, example.isMapping, example.valueRange.count > 2 else { return false }
        return source.bytes[example.valueRange.lowerBound + 1] == UInt8(ascii: " ")
    }

    func writer(for path: NodePath, beside key: YAMLNode?, at end: Int? = nil) -> NewValueWriter {
        let style = IndentationStyle(of: manifest.documents[path.document], in: source)
        return NewValueWriter(
            style: style, lineBreak: source.lineBreak(at: end ?? source.lineEnd(from: 0)),
            keyStyle: key?.scalar?.style ?? style.keyStyle)
    }
}
