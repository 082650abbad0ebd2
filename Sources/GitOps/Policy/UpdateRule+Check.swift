public import ImageReference

extension UpdateRule {
    /// Whether a tag may replace another. What depends on the events' times is not looked at.
    ///
    /// - Parameter current: the tag that is set now, if there is one.
    /// - Returns: the rule that says no, in a sentence; `nil` if the tag may be set.
    public func objection(to tag: ImageTag, replacing current: ImageTag?) -> String? {
        if isSuspended { return "updates.suspend: no tag is set for now" }
        return eligibility(of: tag) ?? downgrade(to: tag, from: current)
    }

    private func eligibility(of tag: ImageTag) -> String? {
        if let pattern = deny.first(where: { $0.matches(tag.text) }) {
            return "updates.deny \(pattern.text) matches \(tag)"
        }
        if !allow.isEmpty, !allow.contains(where: { $0.matches(tag.text) }) {
            return "updates.allow \(allow.map(\.text).joined(separator: ", ")) does not match \(tag)"
        }
        switch tags {
        case .any, .newest: return nil
        case .regex(let expression):
            return expression.matches(tag.text) ? nil : "updates.tags.regex \(expression.text) does not match \(tag)"
        case .semver(let range):
            guard let version = SemanticVersion(tag.text) else {
                return "updates.tags.semver \(range.text) takes semantic versions, and \(tag) is none"
            }
            return range.contains(version) ? nil : "updates.tags.semver \(range.text) does not allow \(tag)"
        }
    }

    private func downgrade(to tag: ImageTag, from current: ImageTag?) -> String? {
        // A tag that has no place in the order may be replaced by any.
        guard !allowsDowngrade, let current, case .before? = tags.order(tag, current) else { return nil }
        return "updates.downgrade never: \(tag) comes before \(current)"
    }
}
