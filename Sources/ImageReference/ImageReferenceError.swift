/// Says which part of an image reference breaks the grammar, and how. It never repeats the offending text.
public struct ImageReferenceError: Error, Sendable, Hashable {
    /// The parts of a reference.
    public enum Part: String, Sendable {
        /// The name of the repository.
        case repository
        /// The tag.
        case tag
        /// The digest.
        case digest
    }

    /// The part at fault.
    public let part: Part
    /// What is wrong, to follow the part's name in a sentence: "is empty".
    public let reason: String

    init(_ part: Part, _ reason: String) {
        self.part = part
        self.reason = reason
    }
}

extension ImageReferenceError: CustomStringConvertible {
    /// The whole sentence, without a full stop: "the tag is empty".
    public var description: String { "the \(part.rawValue) \(reason)" }
}
