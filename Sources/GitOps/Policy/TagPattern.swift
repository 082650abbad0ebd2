/// A pattern that a whole tag is tried against: `*` stands for any characters, or none.
public struct TagPattern: Sendable, Hashable {
    /// The pattern as it was written.
    public let text: String

    /// A pattern. Every text is one.
    public init(_ text: String) {
        self.text = text
    }

    /// Whether it matches.
    public func matches(_ tag: String) -> Bool {
        let pieces = text.split(separator: "*", omittingEmptySubsequences: false)
        guard let first = pieces.first, let last = pieces.last, pieces.count > 1 else { return tag == text }
        guard tag.hasPrefix(first), tag.dropFirst(first.count).hasSuffix(last) else { return false }
        // What is first found first leaves the most for the pieces after it.
        var rest = tag.dropFirst(first.count).dropLast(last.count)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let found = rest.firstRange(of: piece) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }
}
