/// A pattern that a whole tag, name or id is tried against: `*` stands for any characters, or none.
public struct WildcardPattern: Sendable, Hashable {
    /// The pattern as it was written.
    public let text: String

    /// A pattern. Every text is one.
    public init(_ text: String) {
        self.text = text
    }

    /// Whether it matches.
    public func matches(_ candidate: String) -> Bool {
        let pieces = text.split(separator: "*", omittingEmptySubsequences: false)
        guard let first = pieces.first, let last = pieces.last, pieces.count > 1 else { return candidate == text }
        guard candidate.hasPrefix(first), candidate.dropFirst(first.count).hasSuffix(last) else { return false }
        // What is first found first leaves the most for the pieces after it.
        var rest = candidate.dropFirst(first.count).dropLast(last.count)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let found = rest.firstRange(of: piece) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }
}
