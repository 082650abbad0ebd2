/// A JSON value (RFC 8259 section 3).
///
/// Why not `Codable`: FoundationEssentials' decoder does not say where a text stops being JSON, takes trailing commas
/// and UTF-16, and keeps one of two members of the same name in silence. Where an event is wrong is part of our
/// contract, and the senders' formats are told apart by looking at values first.
enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    /// As it is written, so that no digit is lost.
    case number(String)
    case string(String)
    case array([JSONValue])
    /// In the order of the text, repeated names included: ``JSONField`` refuses those where they are read.
    case object([JSONMember])

    /// What it is, for a sentence: "an array".
    var kind: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// Whether this is an object that has a string of this name.
    func hasString(_ name: String) -> Bool {
        guard case .object(let members) = self else { return false }
        return members.contains { member in
            guard case .string = member.value else { return false }
            return member.name == name
        }
    }
}

/// A name and its value in a JSON object.
struct JSONMember: Sendable, Hashable {
    let name: String
    let value: JSONValue
}
