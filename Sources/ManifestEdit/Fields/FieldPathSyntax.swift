import ImageReference

/// Which characters end a bare word, so that writer and parser of paths agree.
enum FieldPathSyntax {
    /// Whether a character cannot be in a bare word anywhere.
    private static func isReserved(_ character: Character) -> Bool {
        "[]\"'".contains(character) || character.isWhitespace || character.unicodeScalars.contains { $0.value < 0x20 }
    }

    /// Whether a character ends a key.
    static func endsKey(_ character: Character) -> Bool { isReserved(character) || ".:".contains(character) }

    /// Whether a character ends a kind, namespace or name before the colon.
    static func endsName(_ character: Character) -> Bool { isReserved(character) || "/:".contains(character) }

    /// Whether a character ends a word within brackets. Names of images have dots, slashes and colons.
    static func endsItem(_ character: Character) -> Bool { isReserved(character) || character == "=" }

    /// Whether a list item's name can stand alone in brackets: it would otherwise be an index, or not a word.
    static func isBareItem(_ text: String) -> Bool {
        !text.isEmpty && !text.contains(where: endsItem) && !text.utf8.allSatisfy(\.isDigit)
    }

    /// The word, in double quotes if it has a character that would end it.
    static func written(_ word: String, unless ends: (Character) -> Bool) -> String {
        guard word.isEmpty || word.contains(where: ends) else { return word }
        var quoted = "\""
        for character in word {
            if character == "\"" || character == "\\" { quoted += "\\" }
            quoted.append(character)
        }
        return quoted + "\""
    }
}

/// Says why a text is no path of a field, and where.
public struct FieldPathError: Error, Sendable, Hashable {
    /// The text.
    public let text: String
    /// The column in characters at which the trouble is, from 1.
    public let column: Int
    /// What was expected, without a full stop.
    public let reason: String
}

extension FieldPathError: CustomStringConvertible {
    /// The whole sentence: "'spec..replicas', column 6: a key is missing".
    public var description: String { "'\(text)', column \(column): \(reason)" }
}
