import ImageReference

extension FieldPath {
    /// Reads a path.
    ///
    /// - Throws: ``FieldPathError`` with the column.
    public init(parsing text: String) throws(FieldPathError) {
        var parser = FieldPathParser(text)
        self = try parser.parse()
    }
}

/// Reads a path from left to right.
private struct FieldPathParser {
    private let text: String
    private let characters: [Character]
    private var position = 0

    init(_ text: String) {
        self.text = text
        characters = Array(text)
    }

    mutating func parse() throws(FieldPathError) -> FieldPath {
        var document: FieldPath.Document?
        if hasDocument {
            document = try parseDocument()
            position += 1
        }
        var steps: [FieldPath.Step] = []
        repeat {
            if next == "[" {
                steps.append(try parseBracket())
            } else {
                if !steps.isEmpty { try expect(".", "a '.' or '[' was expected between two steps") }
                steps.append(.key(try parseWord("key", until: FieldPathSyntax.endsKey)))
            }
        } while position < characters.count
        return FieldPath(document: document, steps: steps)
    }

    private var next: Character? { position < characters.count ? characters[position] : nil }

    private func error(_ reason: String, at position: Int? = nil) -> FieldPathError {
        FieldPathError(text: text, column: (position ?? self.position) + 1, reason: reason)
    }

    private mutating func expect(_ character: Character, _ reason: String) throws(FieldPathError) {
        guard next == character else { throw error(reason) }
        position += 1
    }

    /// Whether there is a colon outside quotes and brackets.
    private var hasDocument: Bool {
        var quote: Character?
        var isEscaped = false
        var depth = 0
        for character in characters {
            if let open = quote {
                if !isEscaped && character == open { quote = nil }
                isEscaped = !isEscaped && character == "\\"
                continue
            }
            switch character {
            case "\"", "'": quote = character
            case "[": depth += 1
            case "]": depth -= 1
            case ":" where depth == 0: return true
            default: break
            }
        }
        return false
    }

    // MARK: The document

    private mutating func parseDocument() throws(FieldPathError) -> FieldPath.Document {
        if next == "[" {
            let start = position
            guard case .index(let index) = try parseBracket() else {
                throw error("the index of a document was expected, as [0]", at: start)
            }
            guard next == ":" else { throw error("a ':' was expected after the document") }
            return .index(index)
        }
        var words = [try parseWord("kind", until: FieldPathSyntax.endsName)]
        while next == "/" {
            guard words.count < 3 else { throw error("Kind/namespace/name has three parts at most") }
            position += 1
            words.append(try parseWord("name", until: FieldPathSyntax.endsName))
        }
        guard next == ":" else { throw error("a '/' or ':' was expected in the name of a document") }
        let namespace = words.count == 3 ? words[1] : nil
        return .object(kind: words[0], namespace: namespace, name: words.count > 1 ? words.last : nil)
    }

    // MARK: Steps

    /// `[1]`, `[shop]`, `[key=value]` or `['key']`.
    private mutating func parseBracket() throws(FieldPathError) -> FieldPath.Step {
        let start = position
        position += 1
        let isQuoted = next == "\"" || next == "'"
        let word = try parseWord("name or index", until: FieldPathSyntax.endsItem)
        if next == "=" {
            position += 1
            let value = try parseWord("value", until: FieldPathSyntax.endsItem)
            try close(start)
            return .item(key: word, value: value)
        }
        try close(start)
        if isQuoted { return .key(word) }
        guard word.utf8.allSatisfy(\.isDigit) else { return .item(key: "name", value: word) }
        guard let index = Int(word) else { throw error("the index is too large", at: start + 1) }
        return .index(index)
    }

    private mutating func close(_ start: Int) throws(FieldPathError) {
        guard next != nil else { throw error("the ']' of this '[' is missing", at: start) }
        try expect("]", "a ']' was expected")
    }

    private mutating func parseWord(
        _ what: String, until ends: (Character) -> Bool
    ) throws(FieldPathError) -> String {
        if next == "\"" || next == "'" { return try parseQuoted() }
        let start = position
        while let character = next, !ends(character) { position += 1 }
        guard position > start else {
            let found = next.map { $0.isWhitespace ? ", and there is white space" : ", and there is '\($0)'" } ?? ""
            throw error("a \(what) is missing\(found)")
        }
        return String(characters[start..<position])
    }

    /// A backslash stands before a quote or another backslash.
    private mutating func parseQuoted() throws(FieldPathError) -> String {
        let start = position
        let quote = characters[position]
        var word = ""
        position += 1
        while let character = next {
            position += 1
            if character == quote { return word }
            guard character == "\\" else {
                word.append(character)
                continue
            }
            guard let escaped = next, escaped == quote || escaped == "\\" else {
                throw error("after a backslash, \(quote) or another backslash was expected")
            }
            word.append(escaped)
            position += 1
        }
        throw error("the closing \(quote) is missing", at: start)
    }
}
