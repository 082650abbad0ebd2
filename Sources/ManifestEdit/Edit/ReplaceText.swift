extension TreeEdit {
    /// Gives a scalar that holds a text of its own, such as YAML within YAML, another text, of which only what differs
    /// is written.
    ///
    /// - Throws: ``ManifestError`` of code `refused` if the value is shared, ambiguous, or written in a way that leaves
    ///   open which of its bytes stand for which of the text.
    mutating func replace(_ path: NodePath, withText text: String) throws(ManifestError) {
        let node = try target(path).node
        guard case .scalar(let old) = node.kind else {
            throw ManifestError(.refused, at: node.position, "there is a collection where a text was expected")
        }
        let before = Array(old.text.utf8)
        let after = Array(text.utf8)
        let (removed, added) = Self.difference(before, after)
        guard let scalar = ScalarSource(node, in: source), let range = scalar.range(of: removed),
            let written = scalar.written(String(decoding: after[added], as: UTF8.self))
        else {
            throw ManifestError(
                .refused, at: node.position,
                "the text is written in a way that its values cannot be changed one by one: write it as a block after '|'"
            )
        }
        let kind = YAMLNode.Kind.scalar(YAMLScalar(text: text, style: old.style))
        record(range, with: written, at: node.position, path, .replace(with: kind))
    }

    /// The parts in which two texts differ, from the first byte to the last, in whole characters.
    ///
    /// What is the same at the end comes first: a line that is added then begins behind the line before it, and not
    /// behind the text's last line break, which is no place in a block scalar.
    private static func difference(_ before: [UInt8], _ after: [UInt8]) -> (Range<Int>, Range<Int>) {
        var end = zip(before.reversed(), after.reversed()).prefix { $0 == $1 }.count
        while end > 0, !beginsCharacter(before, before.count - end) { end -= 1 }
        var start = zip(before.dropLast(end), after.dropLast(end)).prefix { $0 == $1 }.count
        while start > 0, !beginsCharacter(before, start) || !beginsCharacter(after, start) { start -= 1 }
        return (start..<(before.count - end), start..<(after.count - end))
    }

    private static func beginsCharacter(_ text: [UInt8], _ offset: Int) -> Bool {
        offset >= text.count || text[offset] & 0xC0 != 0x80
    }
}
