/// A regular expression that tags are tried against; where it is not anchored it may match a part.
public struct TagExpression: Sendable {
    /// The expression as it was written.
    public let text: String

    /// Checks that the expression can be compiled; `nil` if not.
    public init?(_ text: String) {
        guard (try? Regex(text)) != nil else { return nil }
        self.text = text
    }

    /// Whether it matches in `tag`.
    public func matches(_ tag: String) -> Bool {
        // `Regex` is not Sendable, so the policy keeps the text. A tag is 128 characters at most.
        guard let expression = try? Regex(text) else { return false }
        return tag.firstMatch(of: expression) != nil
    }
}
