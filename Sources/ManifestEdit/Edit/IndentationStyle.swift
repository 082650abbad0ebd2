/// How a document indents and quotes, learned from the first of each kind in it.
struct IndentationStyle {
    /// From a key to a mapping below it, in columns.
    private(set) var mapping = 2
    /// From a key to the dash of a list below it, in columns; 0 as `kustomize edit` writes it.
    private(set) var list = 0
    /// From a dash to its item, in columns.
    private(set) var item = 2
    /// How keys are written. Where they are in double quotes, as in JSON, values are too.
    private(set) var keyStyle = YAMLScalar.Style.plain
    /// Whether there is no space behind a quoted key's colon, as in minified JSON.
    private(set) var isCompact = false

    init(of document: YAMLDocument, in source: SourceText) {
        var sample = StyleSample(source: source)
        // The lists of the root say how others of the root are written, whatever is done deeper.
        for pair in document.root.pairs { sample.note(pair, in: document.root) }
        sample.take(document.root)
        mapping = sample.mapping ?? mapping
        list = sample.list ?? list
        item = sample.item ?? item
        keyStyle = document.root.pairs.first?.key.scalar?.style ?? .plain
        isCompact = sample.isCompact ?? false
    }
}

/// What a walk through a document has seen so far.
private struct StyleSample {
    let source: SourceText
    var mapping: Int?
    var list: Int?
    var item: Int?
    var isCompact: Bool?

    private var isComplete: Bool { mapping != nil && list != nil && item != nil && isCompact != nil }

    mutating func take(_ node: YAMLNode) {
        for pair in node.pairs {
            guard !isComplete else { return }
            note(pair, in: node)
            take(pair.value)
        }
        for item in node.items {
            guard !isComplete else { return }
            if !node.isFlow, self.item == nil {
                self.item = source.gap(before: item, dashAt: source.indentation(of: node.valueRange.lowerBound))
            }
            take(item)
        }
    }

    mutating func note(_ pair: YAMLPair, in parent: YAMLNode) {
        if parent.isFlow, pair.key.scalar?.style == .doubleQuoted, isCompact == nil {
            let colon = pair.key.range.upperBound
            isCompact = colon + 1 < source.bytes.count && !source.bytes[colon + 1].isYAMLSpace
        }
        // In flow style, only what begins a line says something about indentation.
        let start = parent.isFlow ? pair.key.position.offset : parent.valueRange.lowerBound
        let column = source.indentation(of: start)
        let child = pair.value
        if child.isMapping, mapping == nil, let first = child.pairs.first?.key.position.offset,
            child.isFlow ? source.beginsLine(first) && source.beginsLine(start) : true
        {
            let deeper = source.indentation(of: first) - column
            if deeper > 0 { mapping = deeper }
        }
        if child.isSequence, !child.isFlow, !parent.isFlow, list == nil {
            list = max(0, source.indentation(of: child.valueRange.lowerBound) - column)
        }
    }
}

extension SourceText {
    /// The distance from an item's dash to the item, if both are on one line.
    func gap(before item: YAMLNode, dashAt indentation: Int) -> Int? {
        let start = item.valueRange.lowerBound
        let dash = lineStart(of: start) + indentation
        guard dash < start, bytes[dash] == UInt8(ascii: "-"),
            bytes[(dash + 1)..<start].allSatisfy({ $0 == UInt8(ascii: " ") })
        else { return nil }
        return start - dash
    }
}
