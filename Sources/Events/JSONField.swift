/// A JSON value and the path that leads to it, so that whatever is wrong with it can be said with its place.
///
/// All conversions from JSON to our types go through here: this is the one place that words "expected …, but …".
struct JSONField: Sendable {
    /// Names joined by dots; nil for the event itself.
    let path: String?
    let value: JSONValue

    /// A member of this object; nil if it is absent or null.
    ///
    /// - Throws: ``InvalidEvent`` if this is not an object or names the member twice: readers differ in which of two
    ///   they take, and what one of them checked another would act on.
    func member(_ name: String) throws(InvalidEvent) -> JSONField? {
        let found = try members().filter { $0.name == name }
        guard found.count < 2 else {
            throw InvalidEvent(.wrongField, path(to: name), expected: "one value", found: "it is given twice")
        }
        guard let value = found.first?.value, value != .null else { return nil }
        return JSONField(path: path(to: name), value: value)
    }

    /// The text of a member; nil if it is absent or null.
    func string(_ name: String) throws(InvalidEvent) -> String? {
        try member(name)?.string()
    }

    /// The text of a member that has to be there.
    func requiredString(_ name: String, _ expected: String) throws(InvalidEvent) -> String {
        guard let text = try string(name) else { throw missing(name, expected) }
        return text
    }

    /// The failure of a member that is absent.
    func missing(_ name: String, _ expected: String) -> InvalidEvent {
        InvalidEvent(.wrongField, path(to: name), expected: expected, found: "it is missing")
    }

    /// The path of a member of this object.
    func path(to name: String) -> String {
        path.map { "\($0).\(name)" } ?? name
    }

    /// The items of a list member, each with its place; nil if it is absent or null.
    func list(_ name: String) throws(InvalidEvent) -> [JSONField]? {
        guard let field = try member(name) else { return nil }
        guard case .array(let items) = field.value else { throw field.isNot("an array") }
        return items.enumerated().map { index, item in JSONField(path: "\(path(to: name))[\(index)]", value: item) }
    }

    /// The members of an object member, all of them texts; none if it is absent or null.
    func strings(_ name: String) throws(InvalidEvent) -> [String: String] {
        guard let field = try member(name) else { return [:] }
        var strings: [String: String] = [:]
        for member in try field.members() {
            // The name is text of the event, so it is not repeated.
            guard case .string(let text) = member.value else { throw field.isNotAll("texts") }
            guard strings.updateValue(text, forKey: member.name) == nil else {
                throw InvalidEvent(.wrongField, field.path, expected: "each name once", found: "one is given twice")
            }
        }
        return strings
    }

    private func members() throws(InvalidEvent) -> [JSONMember] {
        guard case .object(let members) = value else { throw isNot("a JSON object") }
        return members
    }

    private func isNotAll(_ expected: String) -> InvalidEvent {
        InvalidEvent(.wrongField, path, expected: "\(expected) only", found: "there is another value among them")
    }

    /// The text that this is.
    func string() throws(InvalidEvent) -> String {
        guard case .string(let text) = value else { throw isNot("a string") }
        return text
    }

    private func isNot(_ expected: String) -> InvalidEvent {
        let subject = path == nil ? "the event" : "it"
        return InvalidEvent(.wrongField, path, expected: expected, found: "\(subject) is \(value.kind)")
    }
}
