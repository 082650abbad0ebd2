import FoundationEssentials
import ImageReference

/// The parts of images in senders' payloads. What is absent, null or empty is not there.
extension JSONField {
    /// The member, which has to be there.
    func required(_ name: String, _ expected: String) throws(InvalidEvent) -> JSONField {
        guard let field = try member(name) else { throw missing(name, expected) }
        return field
    }

    /// The text of a member; nil if there is none.
    func text(_ name: String) throws(InvalidEvent) -> String? {
        guard let text = try string(name), !text.isEmpty else { return nil }
        return text
    }

    /// The tag in a member; nil if there is none. Some senders put the digest there where there is no tag.
    func tag(_ name: String = "tag") throws(InvalidEvent) -> ImageTag? {
        guard let text = try text(name), (try? ImageDigest(text)) == nil else { return nil }
        return try parsed(name, "a tag") { () throws(ImageReferenceError) in try ImageTag(text) }
    }

    /// The digest in a member; nil if there is none.
    func digest(_ name: String = "digest") throws(InvalidEvent) -> ImageDigest? {
        guard let text = try text(name) else { return nil }
        return try parsed(name, "a digest") { () throws(ImageReferenceError) in try ImageDigest(text) }
    }

    /// The reference in a member that has to be there.
    func reference(_ name: String, _ expected: String) throws(InvalidEvent) -> ImageReference {
        let text = try requiredString(name, expected)
        return try parsed(name, expected) { () throws(ImageReferenceError) in try ImageReference(text) }
    }

    /// The repository of which a member that has to be there gives a part.
    ///
    /// - Parameter whole: makes the repository's name of the member's text.
    func repository(
        _ name: String,
        _ expected: String,
        _ whole: (String) -> String = { $0 }
    ) throws(InvalidEvent) -> ImageRepository {
        let text = try requiredString(name, expected)
        return try parsed(name, expected) { () throws(ImageReferenceError) in try ImageRepository(whole(text)) }
    }

    /// What a part's grammar makes of a member's text, or where it stands if that is nothing.
    func parsed<Part>(
        _ name: String,
        _ expected: String,
        _ parse: () throws(ImageReferenceError) -> Part
    ) throws(InvalidEvent) -> Part {
        do {
            return try parse()
        } catch {
            throw InvalidEvent(.wrongField, path(to: name), expected: expected, found: error.description)
        }
    }

    /// The moment in a member, in RFC 3339; nil if there is none. A sender's clock that cannot be read is no reason to
    /// lose an image: the host's is then used.
    func moment(_ name: String) throws(InvalidEvent) -> Date? {
        guard case .string(let text)? = try member(name)?.value else { return nil }
        return RFC3339.date(from: text)
    }

    /// The moment in a member, in seconds since 1970; nil if there is none.
    func moment(seconds name: String) throws(InvalidEvent) -> Date? {
        guard case .number(let text)? = try member(name)?.value, let seconds = Double(text) else { return nil }
        return Date(senderSeconds: seconds)
    }
}

extension EventContent {
    /// The JSON as it is, to recognise a sender by; nil if it is none.
    var value: JSONValue? {
        guard case .json(let field) = data else { return nil }
        return field.value
    }
}

extension JSONValue {
    /// The first member of that name, to recognise a sender by; what is then read is checked by ``JSONField``.
    subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// Whether this is an object.
    var isObject: Bool {
        guard case .object = self else { return false }
        return true
    }

    /// The text, if this is one.
    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }
}
