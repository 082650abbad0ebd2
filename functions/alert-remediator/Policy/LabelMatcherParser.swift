import RE2

/// Reads matchers from left to right, as Alertmanager 0.27 and later do: names and values bare or in double quotes, several
/// with commas between them, braces around them or not.
struct LabelMatcherParser {
    /// Why a text is no matcher.
    struct Failure: Error, Equatable {
        /// What was expected, and where.
        let reason: String
    }

    private let characters: [Character]
    private var position = 0

    private init(_ text: String) {
        characters = Array(text)
    }

    /// The matchers of a text; at least one.
    static func parse(_ text: String) throws(Failure) -> [LabelMatcher] {
        var parser = LabelMatcherParser(text)
        return try parser.matchers()
    }

    private mutating func matchers() throws(Failure) -> [LabelMatcher] {
        let isBraced = take("{")
        var matchers = [try matcher()]
        // A comma may follow the last one.
        while take(","), next != nil, next != "}" { matchers.append(try matcher()) }
        if isBraced, !take("}") { throw failure("'}'") }
        guard next == nil else { throw failure("a comma between two matchers") }
        return matchers
    }

    private mutating func matcher() throws(Failure) -> LabelMatcher {
        let label = try word("a label's name")
        guard !label.isEmpty else { throw failure("a label's name") }
        let comparison = try comparison()
        let value = try word("a value")
        do {
            return try LabelMatcher(label, comparison, value)
        } catch {
            throw failure("a regular expression of RE2 before this (\(error.reason))")
        }
    }

    private mutating func comparison() throws(Failure) -> LabelMatcher.Comparison {
        skipSpaces()
        for length in [2, 1] where position + length <= characters.count {
            let text = String(characters[position..<(position + length)])
            guard let comparison = LabelMatcher.Comparison(rawValue: text) else { continue }
            position += length
            return comparison
        }
        throw failure("=, !=, =~ or !~")
    }

    /// A text in quotes, or one without any character that means something here.
    private mutating func word(_ expected: String) throws(Failure) -> String {
        guard let first = next else { throw failure(expected) }
        if first == "\"" { return try quoted() }
        let word = characters[position...].prefix { !$0.isWhitespace && !"{}!=~,\"'`\\".contains($0) }
        guard !word.isEmpty else { throw failure(expected) }
        position = word.endIndex
        return String(word)
    }

    private mutating func quoted() throws(Failure) -> String {
        position += 1
        var text = ""
        while position < characters.count {
            let character = characters[position]
            position += 1
            switch character {
            case "\"": return text
            case "\\":
                guard position < characters.count else { throw failure("'\"'") }
                switch characters[position] {
                case "n": text.append("\n")
                case "\"", "\\": text.append(characters[position])
                // As in regular expressions, which nobody escapes twice.
                case let other: text += "\\\(other)"
                }
                position += 1
            default: text.append(character)
            }
        }
        throw failure("'\"'")
    }

    /// The next character that is no space.
    private var next: Character? {
        mutating get {
            skipSpaces()
            return position < characters.count ? characters[position] : nil
        }
    }

    private mutating func take(_ character: Character) -> Bool {
        guard next == character else { return false }
        position += 1
        return true
    }

    private mutating func skipSpaces() {
        while position < characters.count, characters[position].isWhitespace { position += 1 }
    }

    private func failure(_ expected: String) -> Failure {
        Failure(reason: "expected \(expected) at character \(position + 1) of a matcher, as alertname=\"HighCPU\"")
    }
}
