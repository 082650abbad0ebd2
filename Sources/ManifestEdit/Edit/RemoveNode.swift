extension TreeEdit {
    /// Takes a pair out of its mapping, or an item out of its list, with the line breaks or commas that go with it.
    ///
    /// What ``add(_:_:to:)`` and ``add(item:to:)`` have added is taken out to the byte. A collection that is left empty
    /// stays, as `{}` or `[]`.
    ///
    /// - Throws: ``ManifestError`` of code `refused` if the node is shared or ambiguous, or is a document's root.
    mutating func remove(_ path: NodePath) throws(ManifestError) {
        let node = try target(path).node
        guard let step = path.steps.last, let parentPath = path.parent else {
            throw ManifestError(.refused, at: node.position, "the root of a document is not removed")
        }
        let parent = manifest.node(at: parentPath)
        let entries = parent.entries
        let index = step.index
        guard entries.count > 1 || parent.isFlow else {
            let brackets = parent.isMapping ? "{}" : "[]"
            return try empty(parentPath, as: FormerText(text: brackets, isBehindNewSpace: false))
        }
        let range =
            parent.isFlow
            ? flowRange(of: index, among: entries)
            : parent.isMapping
                ? try pairLines(of: index, in: parent) : try itemLines(of: index, in: parent)
        record(range, with: "", at: node.position, parentPath, .remove(at: index))
    }

    /// Replaces a collection that has nothing else to hold by what stands for none.
    ///
    /// - Parameter former: `{}`, `[]`, a way of writing null, or nothing at all.
    mutating func empty(_ path: NodePath, as former: FormerText) throws(ManifestError) {
        let node = try target(path).node
        let text = former.text
        let kind: YAMLNode.Kind =
            switch text {
            case "{}": .mapping([], .flow)
            case "[]": .sequence([], .flow)
            default: .scalar(YAMLScalar(text: text, style: .plain))
            }
        guard !node.isFlow, node.properties == nil, case .value(let index)? = path.steps.last,
            let parent = path.parent
        else { return try restore(path, to: former, meaning: kind) }
        // From the colon on, so that a comment behind the key stays.
        let key = manifest.node(at: parent).pairs[index].key.range.upperBound
        let colon = source.bytes[key...].firstIndex(of: UInt8(ascii: ":")).map { $0 + 1 } ?? key
        let keyLineEnd = min(source.lineEnd(from: colon), node.valueRange.lowerBound)
        let behindColon = text.isEmpty ? keyLineEnd : colon
        let kept = String(decoding: source.bytes[behindColon..<keyLineEnd], as: UTF8.self)
        record(
            behindColon..<source.lineEnd(from: source.contentEnd(of: node)),
            with: (text.isEmpty ? "" : " " + text) + kept, at: node.position, path, .replace(with: kind))
    }

    private func flowRange(of index: Int, among entries: [Range<Int>]) -> Range<Int> {
        let entry = entries[index]
        if index > 0 { return entries[index - 1].upperBound..<entry.upperBound }
        if entries.count > 1 { return entry.lowerBound..<entries[1].lowerBound }
        // A comma may follow the last entry too.
        let next = source.bytes[entry.upperBound...].firstIndex { !$0.isYAMLSpace } ?? source.bytes.count
        let hasComma = next < source.bytes.count && source.bytes[next] == UInt8(ascii: ",")
        return entry.lowerBound..<(hasComma ? next + 1 : entry.upperBound)
    }

    private func pairLines(of index: Int, in mapping: YAMLNode) throws(ManifestError) -> Range<Int> {
        let pair = mapping.pairs[index]
        let start = pair.key.position.offset
        if source.beginsLine(start) { return lines(from: start, through: pair.value) }
        guard index == 0 else {
            throw ManifestError(.refused, at: pair.key.position, "the key does not begin its line, and is not removed")
        }
        // Behind a dash: the next key moves up.
        return start..<mapping.pairs[1].key.position.offset
    }

    private func itemLines(of index: Int, in list: YAMLNode) throws(ManifestError) -> Range<Int> {
        var dash = list.valueRange.lowerBound
        let column = source.indentation(of: dash)
        if index > 0 {
            var line = source.lineEnd(from: source.contentEnd(of: list.items[index - 1])) + 1
            while line < list.items[index].position.offset {
                dash = line + column
                if dash < source.bytes.count, source.bytes[dash] == UInt8(ascii: "-"), source.beginsLine(dash) { break }
                line = source.lineEnd(from: line) + 1
            }
        }
        guard source.beginsLine(dash) else {
            throw ManifestError(
                .refused, at: list.items[index].position, "the item does not begin its line, and is not removed")
        }
        return lines(from: dash, through: list.items[index])
    }

    /// All of the lines, with the line break before them; at the begin of a file, with the one after them.
    private func lines(from start: Int, through node: YAMLNode) -> Range<Int> {
        let end = source.lineEnd(from: source.contentEnd(of: node))
        let lineStart = source.lineStart(of: start)
        guard lineStart > 0, source.bytes[lineStart - 1].isYAMLBreak else {
            return lineStart..<min(source.bytes.count, end + source.lineBreak(at: end).utf8.count)
        }
        let isCRLF =
            lineStart > 1 && source.bytes[lineStart - 1] == UInt8(ascii: "\n")
            && source.bytes[lineStart - 2] == UInt8(ascii: "\r")
        return (lineStart - (isCRLF ? 2 : 1))..<end
    }
}

extension YAMLNode {
    /// Where the pairs or the items of a collection are.
    var entries: [Range<Int>] {
        isMapping
            ? pairs.map { $0.key.range.lowerBound..<max($0.key.range.upperBound, $0.value.range.upperBound) }
            : items.map(\.range)
    }
}

extension NodePath.Step {
    /// The index of the pair or the item.
    var index: Int {
        switch self {
        case .value(let index), .item(let index): index
        }
    }
}
