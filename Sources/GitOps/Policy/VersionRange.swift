/// A range of versions in the syntax of npm's `semver`: comparators side by side must all hold, `||` separates
/// alternatives; `^1.2`, `~1.2.3`, `1.x` and `1.2 - 2.0` are short for comparators.
///
/// As there, a pre-release is in the range only if a comparator of the same alternative has a pre-release of the same
/// three numbers.
public struct VersionRange: Sendable {
    struct Comparator: Sendable {
        enum Relation: Sendable {
            case less, lessOrEqual, equal, greaterOrEqual, greater
        }

        let relation: Relation
        let version: SemanticVersion

        func accepts(_ other: SemanticVersion) -> Bool {
            switch relation {
            case .less: other < version
            case .lessOrEqual: other <= version
            case .equal: other == version
            case .greaterOrEqual: other >= version
            case .greater: other > version
            }
        }
    }

    /// The range as it was written.
    public let text: String
    private let alternatives: [[Comparator]]

    /// Parses a range; `nil` if it cannot be read.
    public init?(_ text: String) {
        var alternatives: [[Comparator]] = []
        for part in text.split(separator: "||", omittingEmptySubsequences: false) {
            guard let comparators = VersionRangeParser.comparators(part) else { return nil }
            alternatives.append(comparators)
        }
        self.text = text
        self.alternatives = alternatives
    }

    /// Whether the version is in the range.
    public func contains(_ version: SemanticVersion) -> Bool {
        alternatives.contains { comparators in
            guard comparators.allSatisfy({ $0.accepts(version) }) else { return false }
            return version.prerelease.isEmpty
                || comparators.contains { !$0.version.prerelease.isEmpty && $0.version.hasSameNumbers(as: version) }
        }
    }
}
