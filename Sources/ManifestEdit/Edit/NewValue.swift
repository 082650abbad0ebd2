/// A value that is to be written into a file.
indirect enum NewValue {
    /// One value.
    case scalar(NewScalar)
    /// A mapping, in this order; not empty.
    case mapping([(key: String, value: NewValue)])
    /// A list; not empty.
    case list([NewValue])

    static func string(_ text: String) -> NewValue { .scalar(.string(text)) }

    var isList: Bool {
        if case .list = self { return true }
        return false
    }
}

/// A single value that is to be written into a file.
enum NewScalar: Hashable {
    /// A string; in quotes where it would read as something else.
    case string(String)
    /// A number, a truth value or null, as it is written without quotes.
    case verbatim(String)
    /// A text of several lines, in block style after `|` where the place allows it.
    case lines(String)

    /// As it is written beside keys of a style: in double quotes where these are.
    func written(beside keyStyle: YAMLScalar.Style, inFlow: Bool) -> (text: String, scalar: YAMLScalar) {
        switch self {
        case .verbatim(let text):
            return (text, YAMLScalar(text: text, style: .plain))
        case .string(let text), .lines(let text):
            return ScalarWriter.write(text, like: keyStyle == .doubleQuoted ? .doubleQuoted : .plain, inFlow: inFlow)
        }
    }
}

/// Writes new values in the style of a document.
struct NewValueWriter {
    let style: IndentationStyle
    let lineBreak: String
    /// How the keys beside the new ones are written.
    let keyStyle: YAMLScalar.Style

    // MARK: By indentation

    /// What follows the colon of a key in this column.
    func block(_ value: NewValue, below column: Int) -> String {
        switch value {
        case .scalar(.lines(let text)) where Self.fitsLiteral(text):
            let head = text.hasSuffix("\n") ? " |" : " |-"
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            let content = text.hasSuffix("\n") ? lines.dropLast() : lines[...]
            return head
                + content.map { lineBreak + ($0.isEmpty ? "" : spaces(column + style.mapping)) + $0 }.joined()
        case .scalar(let scalar):
            return " " + scalar.written(beside: keyStyle, inFlow: false).text
        case .mapping(let pairs):
            let lead = lineBreak + spaces(column + style.mapping)
            return pairs.map { lead + pair($0, at: column + style.mapping) }.joined()
        case .list(let items):
            let dash = column + style.list
            return items.map { lineBreak + spaces(dash) + item($0, dashAt: dash, gap: style.item) }.joined()
        }
    }

    /// A key in this column with its value, without the indentation before it.
    func pair(_ pair: (key: String, value: NewValue), at column: Int) -> String {
        written(pair.key, inFlow: false).text + ":" + block(pair.value, below: column)
    }

    /// A dash in this column with its item, without the indentation before it. A list in a list is in brackets.
    func item(_ value: NewValue, dashAt column: Int, gap: Int) -> String {
        let dash = "-" + spaces(max(1, gap - 1))
        switch value {
        case .scalar(let scalar):
            return dash + scalar.written(beside: keyStyle, inFlow: false).text
        case .mapping(let pairs):
            let inner = column + max(2, gap)
            return dash + pairs.map { pair($0, at: inner) }.joined(separator: lineBreak + spaces(inner))
        case .list:
            return dash + flow(value)
        }
    }

    // MARK: In brackets

    /// The value in brackets.
    ///
    /// - Parameter column: the column of the line that it begins on, if each of its entries gets a line of its own.
    func flow(_ value: NewValue, linesBelow column: Int? = nil, isSpaced: Bool = false) -> String {
        switch value {
        case .scalar(let scalar):
            return scalar.written(beside: keyStyle, inFlow: true).text
        case .mapping(let pairs):
            let space = isSpaced && column == nil ? " " : ""
            let inner = column.map { $0 + style.mapping }
            let entries = pairs.map { flowPair($0, linesBelow: inner) }
            return "{" + space + enclosed(entries, column) + space + "}"
        case .list(let items):
            let inner = column.map { $0 + style.mapping }
            return "[" + enclosed(items.map { flow($0, linesBelow: inner, isSpaced: isSpaced) }, column) + "]"
        }
    }

    /// A key with its value, for a place within braces.
    func flowPair(
        _ pair: (key: String, value: NewValue), linesBelow column: Int? = nil
    ) -> String {
        let key = written(pair.key, inFlow: true)
        let colon = style.isCompact && key.scalar.style == .doubleQuoted ? ":" : ": "
        return key.text + colon + flow(pair.value, linesBelow: column)
    }

    /// What stands between two entries on one line.
    var separator: String { style.isCompact ? "," : ", " }

    private func enclosed(_ entries: [String], _ column: Int?) -> String {
        guard let column else { return entries.joined(separator: separator) }
        let lead = lineBreak + spaces(column + style.mapping)
        return entries.map { lead + $0 }.joined(separator: ",") + lineBreak + spaces(column)
    }

    // MARK: As it will be parsed

    /// The value as it will be parsed.
    func node(_ value: NewValue, inFlow: Bool) -> YAMLNode {
        let collection: YAMLNode.CollectionStyle = inFlow ? .flow : .block
        switch value {
        case .scalar(.lines(let text)) where !inFlow && Self.fitsLiteral(text):
            return YAMLNode(new: .scalar(YAMLScalar(text: text, style: .literal)))
        case .scalar(let scalar):
            return YAMLNode(new: .scalar(scalar.written(beside: keyStyle, inFlow: inFlow).scalar))
        case .mapping(let pairs):
            return YAMLNode(new: .mapping(pairs.map { self.pair($0, inFlow: inFlow) }, collection))
        case .list(let items):
            return YAMLNode(new: .sequence(items.map { node($0, inFlow: inFlow || $0.isList) }, collection))
        }
    }

    /// A key with its value as they will be parsed.
    func pair(_ pair: (key: String, value: NewValue), inFlow: Bool) -> YAMLPair {
        YAMLPair(
            key: YAMLNode(new: .scalar(written(pair.key, inFlow: inFlow).scalar)),
            value: node(pair.value, inFlow: inFlow))
    }

    private func written(_ key: String, inFlow: Bool) -> (text: String, scalar: YAMLScalar) {
        ScalarWriter.write(key, like: keyStyle == .doubleQuoted ? .doubleQuoted : .plain, inFlow: inFlow)
    }

    /// Whether a block scalar says this text without an indentation indicator, and nothing in it needs an escape.
    private static func fitsLiteral(_ text: String) -> Bool {
        guard let first = text.first, !first.isWhitespace, !text.hasSuffix("\n\n") else { return false }
        return text.unicodeScalars.allSatisfy { $0 == "\n" || (0x20...0x7E).contains($0.value) || $0.value >= 0xA0 }
    }

    private func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }
}
