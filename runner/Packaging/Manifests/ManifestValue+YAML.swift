extension ManifestValue {
    /// The value as YAML, in blocks, with the last line's end.
    var yaml: String { lines.map { "\($0)\n" }.joined() }

    private var lines: [String] {
        switch self {
        case .map(let fields) where !fields.isEmpty: fields.flatMap(\.lines)
        case .list(let values) where !values.isEmpty: values.flatMap(\.itemLines)
        default: [scalar]
        }
    }

    /// The lines of an item of a list: the first behind a dash, the others below.
    private var itemLines: [String] {
        lines.enumerated().map { index, line in index == 0 ? "- \(line)" : "  \(line)" }
    }

    fileprivate var isBlock: Bool {
        switch self {
        case .map(let fields): !fields.isEmpty
        case .list(let values): !values.isEmpty
        case .text, .number, .flag: false
        }
    }

    fileprivate var blockLines: [String] {
        // A list is as deep as its key, as Kubernetes' own tools write it.
        if case .list = self { return lines }
        return lines.map { "  \($0)" }
    }

    fileprivate var scalar: String {
        switch self {
        case .text(let text): Self.scalar(text)
        case .number(let number): "\(number)"
        case .flag(let flag): "\(flag)"
        case .list: "[]"
        case .map: "{}"
        }
    }

    /// A string that every reader of YAML, 1.1 or 1.2, takes for just that string.
    fileprivate static func scalar(_ text: String) -> String {
        isPlain(text) ? text : quoted(text)
    }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, isLetter(first) || first == "/" else { return false }
        let words = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"]
        guard !words.contains(text.lowercased()), text.unicodeScalars.last != ":" else { return false }
        return text.unicodeScalars.allSatisfy {
            isLetter($0) || ("0"..."9").contains($0) || "/_.:-".unicodeScalars.contains($0)
        }
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": quoted += "\\\(scalar)"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let hexadecimal = String(scalar.value, radix: 16)
                quoted += "\\x" + String(repeating: "0", count: 2 - hexadecimal.count) + hexadecimal
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}

extension ManifestValue.Field {
    fileprivate var lines: [String] {
        let name = ManifestValue.scalar(key)
        return value.isBlock ? ["\(name):"] + value.blockLines : ["\(name): \(value.scalar)"]
    }
}
