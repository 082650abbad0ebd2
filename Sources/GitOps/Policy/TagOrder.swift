public import ImageReference

/// How two tags stand to one another.
public enum TagOrder: Sendable {
    /// The first comes before the second.
    case before
    /// Neither comes before the other.
    case same
    /// The first comes after the second.
    case after

    init<Value: Comparable>(_ first: Value, _ second: Value) {
        self = first < second ? .before : second < first ? .after : .same
    }
}

extension UpdateRule.Tags {
    /// The order of two tags; `nil` if the policy has none for them. Times are not looked at.
    public func order(_ first: ImageTag, _ second: ImageTag) -> TagOrder? {
        switch self {
        case .any, .newest: return nil
        case .semver:
            guard let first = SemanticVersion(first.text), let second = SemanticVersion(second.text) else { return nil }
            return TagOrder(first, second)
        case .regex(let expression):
            guard let first = expression.captures(in: first.text), let second = expression.captures(in: second.text)
            else { return nil }
            return TagOrder(first, second)
        }
    }
}
