extension String {
    /// The text on one line: what servers and policies say may have several, and control characters that a terminal
    /// would obey.
    var asOneLine: String {
        let shown = map { character -> Character in
            let isControl = character.unicodeScalars.contains { $0.properties.generalCategory == .control }
            return isControl && !character.isNewline ? " " : character
        }
        return shown.split(whereSeparator: \.isNewline).map { String($0) }.joined(separator: " ")
    }
}
