extension TreeEdit {
    /// Adds a mapping at the end of a sequence, indented and written as the item before it.
    ///
    /// - Throws: ``ManifestError`` of code `refused` if the sequence is shared or ambiguous.
    mutating func append(_ fields: [NewEntry.Field], to path: NodePath) throws(ManifestError) {
        let target = try target(path)
        if target.node.isSequence && target.node.isFlow {
            appendFlow(fields, to: target.node, path)
        } else if let last = target.node.items.last {
            appendBlock(fields, after: last, to: target.node, path)
        } else if target.node.isNull {
            fill(fields, target, path)
        } else {
            throw ManifestError(.refused, at: target.node.position, "there is no list where one was expected")
        }
    }

    private mutating func appendBlock(
        _ fields: [NewEntry.Field], after last: YAMLNode, to sequence: YAMLNode, _ path: NodePath
    ) {
        let entry = NewEntry(fields: fields, keyStyle: last.pairs.first?.key.scalar?.style ?? .plain)
        let end = source.lineEnd(from: source.contentEnd(of: last))
        let lineBreak = source.lineBreak(at: end)
        let indentation = source.indentation(of: sequence.valueRange.lowerBound)
        let text: String
        if last.isMapping && last.isFlow {
            text = lineBreak + String(repeating: " ", count: indentation) + "- " + braced(entry, like: last)
        } else {
            text = entry.itemLines(
                indentation: indentation, gap: gap(before: last, dashAt: indentation), lineBreak: lineBreak)
        }
        let style: YAMLNode.CollectionStyle = last.isMapping && last.isFlow ? .flow : .block
        record(end..<end, with: text, at: last.position, path, .append(entry.node(style)))
    }

    /// The distance from an item's dash to the item, if both are on one line; else the usual 2.
    private func gap(before item: YAMLNode, dashAt indentation: Int) -> Int {
        let start = item.valueRange.lowerBound
        let dash = source.lineStart(of: start) + indentation
        guard dash < start, source.bytes[dash] == UInt8(ascii: "-"),
            source.bytes[(dash + 1)..<start].allSatisfy({ $0 == UInt8(ascii: " ") })
        else { return 2 }
        return start - dash
    }

    private mutating func appendFlow(
        _ fields: [NewEntry.Field], to sequence: YAMLNode, _ path: NodePath
    ) {
        let last = sequence.items.last
        let keyStyle = last?.pairs.first?.key.scalar?.style ?? keyStyle(above: path)
        let entry = NewEntry(fields: fields, keyStyle: keyStyle)
        var text = braced(entry, like: last)
        let place: Int
        if let last {
            place = last.range.upperBound
            if source.beginsLine(last.position.offset) {
                // One item a line.
                let lineStart = source.lineStart(of: last.position.offset)
                let lead = String(decoding: source.bytes[lineStart..<last.position.offset], as: UTF8.self)
                text = "," + source.lineBreak(at: source.lineEnd(from: place)) + lead + text
            } else {
                text = ", " + text
            }
        } else {
            // Behind the bracket.
            place = sequence.valueRange.lowerBound + 1
        }
        record(place..<place, with: text, at: sequence.position, path, .append(entry.node(.flow)))
    }

    /// Writes the first item where the key has no value yet.
    private mutating func fill(_ fields: [NewEntry.Field], _ target: EditTarget, _ path: NodePath) {
        let entry = NewEntry(fields: fields, keyStyle: keyStyle(above: path))
        let range = target.node.valueRange
        guard range.isEmpty && !target.inFlow else {
            let space = range.isEmpty ? " " : ""
            let change = TreeChange.replace(with: .sequence([entry.node(.flow)], .flow))
            return record(
                range, with: space + "[" + braced(entry, like: nil) + "]", at: target.node.position, path, change)
        }
        let end = source.lineEnd(from: range.lowerBound)
        let root = documents[path.document].root
        let text = entry.itemLines(
            indentation: source.indentation(of: root.valueRange.lowerBound) + listIndentation(in: root), gap: 2,
            lineBreak: source.lineBreak(at: end))
        let change = TreeChange.replace(with: .sequence([entry.node(.block)], .block))
        record(end..<end, with: text, at: target.node.position, path, change)
    }

    /// The entry in braces, with spaces inside them if the example has such.
    func braced(_ entry: NewEntry, like example: YAMLNode?) -> String {
        let isSpaced =
            example.map {
                $0.isFlow && $0.isMapping && $0.valueRange.count > 2
                    && source.bytes[$0.valueRange.lowerBound + 1] == UInt8(ascii: " ")
            } ?? false
        let space = isSpaced ? " " : ""
        return "{" + space + entry.flowText + space + "}"
    }

    private func keyStyle(above path: NodePath) -> YAMLScalar.Style {
        documents[path.document].root.pairs.first?.key.scalar?.style ?? .plain
    }
}
