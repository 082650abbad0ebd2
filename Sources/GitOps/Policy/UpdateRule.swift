public import ManifestEdit

/// Which tags an image may get, and in which form.
public struct UpdateRule: Sendable {
    /// The tags that are eligible, and their order.
    public enum Tags: Sendable {
        /// All, in no order.
        case any
        /// All, in the order of the events' times.
        case newest
        /// Semantic versions within a range, in their order.
        case semver(VersionRange)
        /// Those in which the expression matches, in the order of what it captures; without a capture in none.
        case regex(TagExpression)
    }

    /// The tags that are eligible.
    public var tags = Tags.any
    /// Patterns of which one has to match; empty if none has to.
    public var allow: [WildcardPattern] = []
    /// Patterns of which none may match.
    public var deny: [WildcardPattern] = []
    /// Whether a tag may be replaced by one that comes before it.
    public var allowsDowngrade = false
    /// The parts to write; `nil` to leave each place in the form that it has.
    public var pin: ImagePin?
    /// Whether no tag may be set for now.
    public var isSuspended = false

    /// What holds where a policy has no `updates`.
    public init() {}
}

/// An update rule and the applications that it is for.
public struct UpdateCase: Sendable {
    /// Values of placeholders, of each of which one has to match; empty for all applications.
    let when: [(placeholder: String, values: [Template])]
    /// The rule.
    public let rule: UpdateRule

    func applies(_ bindings: Template.Bindings) -> Bool {
        when.allSatisfy { placeholder, values in
            bindings[placeholder].map { value in values.contains { $0.match(value) != nil } } ?? false
        }
    }
}

extension Application {
    /// Which tags may be set in this application.
    public var updates: UpdateRule {
        rule.updates.first { $0.applies(bindings) }?.rule ?? UpdateRule()
    }
}
