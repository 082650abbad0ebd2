public import ImageReference

extension UpdateRule {
    /// Whether a tag may replace another.
    ///
    /// - Parameter current: the tag that is set now, if there is one.
    /// - Returns: the rule that says no, in a sentence; `nil` if the tag may be set.
    public func objection(to tag: ImageTag, replacing current: ImageTag?) -> String? {
        switch tags {
        case .any: return nil
        case .regex(let expression):
            return expression.matches(tag.text) ? nil : "updates.tags.regex \(expression.text) does not match \(tag)"
        case .semver(let range):
            guard let version = SemanticVersion(tag.text) else {
                return "updates.tags.semver \(range.text) takes semantic versions, and \(tag) is none"
            }
            guard range.contains(version) else { return "updates.tags.semver \(range.text) does not allow \(tag)" }
            // A tag that is no version has no place in the order, so anything may replace it.
            guard !allowsDowngrade, let current, let old = SemanticVersion(current.text), version < old
            else { return nil }
            return "updates.downgrade never: \(tag) comes before \(current)"
        }
    }
}
