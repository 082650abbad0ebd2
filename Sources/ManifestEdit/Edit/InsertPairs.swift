extension TreeEdit {
    /// Puts pairs into a mapping, after one that it has, written as that one is.
    ///
    /// - Throws: ``ManifestError`` of code `refused` if the mapping is shared or ambiguous, or if the pair before ends
    ///   in a block scalar.
    mutating func insert(
        _ fields: [NewEntry.Field], into path: NodePath, afterPair index: Int
    ) throws(ManifestError) {
        let target = try target(path)
        let before = target.node.pairs[index]
        if before.value.scalar?.isBlock ?? false {
            throw ManifestError(
                .refused, at: before.value.position, "the value is a block scalar, after which nothing is added")
        }
        let entry = NewEntry(fields: fields, keyStyle: before.key.scalar?.style ?? .plain)
        let change = TreeChange.insertPairs(at: index + 1, entry.pairs(inFlow: target.inFlow))
        guard !target.inFlow else {
            let end = before.value.range.upperBound
            return record(end..<end, with: ", " + entry.flowText, at: before.key.position, path, change)
        }
        let end = source.lineEnd(from: source.contentEnd(of: before.value))
        let indentation = source.indentation(of: target.node.valueRange.lowerBound)
        let lead = source.lineBreak(at: end) + String(repeating: " ", count: indentation)
        let lines = entry.blockLines.map { lead + $0 }.joined()
        record(end..<end, with: lines, at: before.key.position, path, change)
    }
}
