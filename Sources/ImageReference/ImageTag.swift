/// A tag: `[A-Za-z0-9_][A-Za-z0-9._-]{0,127}` (OCI distribution specification 1.1, "Pulling manifests").
public struct ImageTag: Sendable, Hashable {
    /// The tag as it was written.
    public let text: String

    /// Parses a tag.
    ///
    /// - Throws: ``ImageReferenceError`` that says what is not allowed in it.
    public init(_ text: String) throws(ImageReferenceError) {
        guard let first = text.utf8.first else { throw ImageReferenceError(.tag, "is empty") }
        guard text.utf8.count <= 128 else { throw ImageReferenceError(.tag, "is longer than 128 characters") }
        guard first.isAlphanumeric || first == UInt8(ascii: "_") else {
            throw ImageReferenceError(.tag, "does not begin with a letter, a digit or '_'")
        }
        guard text.utf8.allSatisfy(Self.isAllowed) else {
            throw ImageReferenceError(.tag, "has a character other than letters, digits, '_', '.' and '-'")
        }
        self.text = text
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        byte.isAlphanumeric || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
    }
}

extension ImageTag: CustomStringConvertible {
    /// The tag as it was written.
    public var description: String { text }
}
