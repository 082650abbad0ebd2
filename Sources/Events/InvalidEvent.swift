/// Says why an event cannot be understood: where, what was expected there, and what there is instead.
///
/// It never repeats text of the event: paths are made of the names that we look for, and what was found is described.
/// So it can be logged, published and answered as it stands.
public struct InvalidEvent: Error, Sendable, Hashable {
    /// The kinds of failure, for hosts that answer them differently.
    public enum Code: String, Sendable {
        /// The body is longer than the limit (HTTP: 413).
        case tooLarge
        /// There is no body.
        case empty
        /// The body is in a format that we do not read (HTTP: 415).
        case unsupportedMediaType
        /// The body, or data inside it, is not JSON or not UTF-8.
        case malformedJSON
        /// Headers and body in one text do not follow that form.
        case malformedHeaders
        /// The way in names a sender that we do not know.
        case unknownSender
        /// A field is missing, of another type, or outside its grammar.
        case wrongField
    }

    /// The kind of failure.
    public let code: Code
    /// The path of the field at fault, as `data.tag`, `image` or `header ce-id`; nil if it is the event as a whole.
    public let field: String?
    /// What was expected there: "a tag".
    public let expected: String
    /// What there is instead, as a clause: "it is a number".
    public let found: String

    init(_ code: Code, _ field: String? = nil, expected: String, found: String) {
        self.code = code
        self.field = field
        self.expected = expected
        self.found = found
    }

    /// The failure of a body that is longer than a host takes, also for a host that stops reading there.
    public static func tooLarge(byteLimit: Int) -> InvalidEvent {
        InvalidEvent(.tooLarge, expected: "at most \(byteLimit) bytes", found: "the event is too large")
    }
}

extension InvalidEvent: CustomStringConvertible {
    /// A sentence for people, without a full stop: "data.tag: expected a tag, but it is missing".
    public var description: String {
        guard let field else { return "\(found): expected \(expected)" }
        return "\(field): expected \(expected), but \(found)"
    }
}
