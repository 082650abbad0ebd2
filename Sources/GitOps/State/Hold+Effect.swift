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

    /// What is held off, as people write it.
    public var version: String {
        guard let image else { return "targetRevision \(tag)" }
        return "\(image)\(tag.contains(":") ? "@" : ":")\(tag)"
    }

    /// The field that is about it among the changes of an application's values.
    public var field: String { image.map { "holds[\($0)].tag" } ?? "holds.targetRevision" }

    /// Whether it is this image that is held off, by its tag or by its digest.
    public func isOn(_ tag: ImageTag?, _ digest: ImageDigest?) -> Bool {
        image != nil && [tag?.text, digest?.text].contains(self.tag)
    }

    /// What the hold means for a tag of its image.
    ///
    /// - Parameters:
    ///   - digest: that of the image which the tag names, if it is known.
    ///   - tags: the policy's order: what does not come after the tag that was rolled back from is no better.
    ///   - time: when the event happened that brings the tag.
    public func effect(
        on tag: ImageTag,
        digest: ImageDigest? = nil,
        ordered tags: UpdateRule.Tags,
        at time: Date
    ) -> Effect {
        let hold = "\(self.tag) is held since \(RFC3339.text(from: since)) by \(by)"
        if isOn(tag, digest) { return .refuses(hold) }
        if case .newest = tags {
            return time > since ? .ends : .refuses("\(hold), and \(tag) was brought before that")
        }
        guard let held = try? ImageTag(self.tag), let order = tags.order(tag, held) else { return .none }
        return order == .after ? .ends : .refuses("\(hold), and \(tag) does not come after it")
    }
}

extension ApplicationState {
    /// The hold of an application on exactly this image; `nil` if it is not held off.
    public func hold(on image: ImageReference, of application: String) -> Hold? {
        holds.first {
            $0.application == application && $0.image == image.repository.name && $0.isOn(image.tag, image.digest)
        }
    }
}
