import ImageReference

/// A regular expression that tags are tried against; where it is not anchored it may match a part. Tags are ordered by
/// what it captures.
public struct TagExpression: Sendable {
    /// The expression as it was written.
    public let text: String

    /// Checks that the expression can be compiled; `nil` if not.
    public init?(_ text: String) {
        guard (try? Regex(text)) != nil else { return nil }
        self.text = text
    }

    /// Whether it matches in `tag`.
    public func matches(_ tag: String) -> Bool { match(tag) != nil }

    /// What it captures in `tag`, to be compared with that of other tags; `nil` if it does not match or captures
    /// nothing.
    func captures(in tag: String) -> Captures? {
        guard let output = match(tag) else { return nil }
        let parts = output.dropFirst().compactMap { $0.substring.map(String.init) }
        return parts.isEmpty ? nil : Captures(parts: parts)
    }

    private func match(_ tag: String) -> AnyRegexOutput? {
        // `Regex` is not Sendable, so the policy keeps the text. A tag is 128 characters at most.
        guard let expression = try? Regex(text) else { return nil }
        return tag.firstMatch(of: expression)?.output
    }

    /// Captured texts, the first the most significant. Digits compare as numbers of any length, other texts by their
    /// bytes.
    struct Captures: Comparable {
        let parts: [String]

        static func == (left: Self, right: Self) -> Bool { !(left < right) && !(right < left) }

        static func < (left: Self, right: Self) -> Bool {
            left.parts.lexicographicallyPrecedes(right.parts) { isLess($0, $1) }
        }

        private static func isLess(_ left: String, _ right: String) -> Bool {
            guard let leftDigits = digits(left), let rightDigits = digits(right) else {
                return left.utf8.lexicographicallyPrecedes(right.utf8)
            }
            if leftDigits.count != rightDigits.count { return leftDigits.count < rightDigits.count }
            return leftDigits.lexicographicallyPrecedes(rightDigits)
        }

        /// The digits without leading zeros, if there is nothing else.
        private static func digits(_ text: String) -> Substring.UTF8View? {
            guard !text.isEmpty, text.utf8.allSatisfy(\.isDigit) else { return nil }
            return text.drop { $0 == "0" }.utf8
        }
    }
}
