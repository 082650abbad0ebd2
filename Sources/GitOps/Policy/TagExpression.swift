import ImageReference
import RE2

/// A regular expression that tags are tried against; where it is not anchored it may match a part. Tags are ordered by
/// what it captures.
public struct TagExpression: Sendable {
    /// The expression as it was written.
    public var text: String { expression.text }

    private let expression: RegularExpression

    /// Compiles an expression.
    init(_ text: String) throws(RegularExpression.Failure) {
        expression = try RegularExpression(text)
    }

    /// Whether it matches in `tag`.
    public func matches(_ tag: String) -> Bool { expression.firstMatch(in: tag) != nil }

    /// What it captures in `tag`, to be compared with that of other tags; `nil` if it does not match or captures
    /// nothing.
    func captures(in tag: String) -> Captures? {
        guard let match = expression.firstMatch(in: tag) else { return nil }
        let parts = match.dropFirst().compactMap(\.self)
        return parts.isEmpty ? nil : Captures(parts: parts)
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
