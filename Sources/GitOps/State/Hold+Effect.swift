import Events
public import FoundationEssentials
public import ImageReference

extension ApplicationState.Hold {
    /// What a hold means for a tag that an event brings.
    public enum Effect: Sendable, Equatable {
        /// The tag may not be set. The sentence says why.
        case refuses(String)
        /// The tag may be set, and then the hold is over.
        case ends
        /// The tag may be set, and the hold stays.
        case none
    }

    /// What the hold means for a tag of its image.
    ///
    /// - Parameters:
    ///   - tags: the policy's order: what does not come after the tag that was rolled back from is no better.
    ///   - time: when the event happened that brings the tag.
    public func effect(on tag: ImageTag, ordered tags: UpdateRule.Tags, at time: Date) -> Effect {
        let hold = "\(self.tag) is held since \(RFC3339.text(from: since)) by \(by)"
        if tag.text == self.tag { return .refuses(hold) }
        if case .newest = tags {
            return time > since ? .ends : .refuses("\(hold), and \(tag) was brought before that")
        }
        guard let held = try? ImageTag(self.tag), let order = tags.order(tag, held) else { return .none }
        return order == .after ? .ends : .refuses("\(hold), and \(tag) does not come after it")
    }
}
