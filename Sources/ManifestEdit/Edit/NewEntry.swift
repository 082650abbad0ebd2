/// A mapping, or some pairs of one, that is to be written into a file.
struct NewEntry {
    /// One key with its value.
    struct Field {
        let key: String
        let value: String
    }

    let fields: [Field]
    /// How the keys around it are written. Where they are in double quotes, as in JSON, values are too.
    var keyStyle = YAMLScalar.Style.plain

    /// Each field as `key: value`, to stand on a line of its own.
    var blockLines: [String] { fields.map { written($0, inFlow: false).text } }

    /// The fields between commas, without the braces.
    var flowText: String { fields.map { written($0, inFlow: true).text }.joined(separator: ", ") }

    /// The pairs as they will be parsed.
    func pairs(inFlow: Bool) -> [YAMLPair] { fields.map { written($0, inFlow: inFlow).pair } }

    /// The mapping as it will be parsed.
    func node(_ style: YAMLNode.CollectionStyle) -> YAMLNode {
        YAMLNode(new: .mapping(pairs(inFlow: style == .flow), style))
    }

    /// The lines of the entry as an item of a block sequence, each after a line break.
    ///
    /// - Parameters:
    ///   - indentation: the column of the dash, from 0.
    ///   - gap: the distance from the dash to the first key.
    func itemLines(indentation: Int, gap: Int, lineBreak: String) -> String {
        let dash = "-" + String(repeating: " ", count: max(1, gap - 1))
        return blockLines.enumerated().map { index, line in
            let lead = String(repeating: " ", count: index == 0 ? indentation : indentation + max(2, gap))
            return lineBreak + lead + (index == 0 ? dash : "") + line
        }.joined()
    }

    private func written(_ field: Field, inFlow: Bool) -> (text: String, pair: YAMLPair) {
        let key = ScalarWriter.write(field.key, like: keyStyle, inFlow: inFlow)
        let valueStyle: YAMLScalar.Style = keyStyle == .doubleQuoted ? .doubleQuoted : .plain
        let value = ScalarWriter.write(field.value, like: valueStyle, inFlow: inFlow)
        let pair = YAMLPair(key: YAMLNode(new: .scalar(key.scalar)), value: YAMLNode(new: .scalar(value.scalar)))
        return (key.text + ": " + value.text, pair)
    }
}
