import FoundationEssentials

/// The context attributes of a CloudEvent that we read (CloudEvents 1.0.2, "Context Attributes"). Others, extensions
/// among them, are passed over, whatever they hold.
struct CloudEventAttributes: Sendable {
    let id: String
    let source: String
    let type: String
    let time: Date?

    /// Reads and checks the attributes: the required ones are there and not empty, the version is ours.
    init(_ attributes: CloudEventAttributeReader) throws(InvalidEvent) {
        let version = try attributes.required("specversion", "'1.0'")
        guard version == "1.0" else {
            throw attributes.failure("specversion", expected: "'1.0'", found: "it is another version")
        }
        id = try attributes.required("id", "an id")
        source = try attributes.required("source", "a source")
        type = try attributes.required("type", "a type")
        guard let text = try attributes.text("time") else {
            time = nil
            return
        }
        guard let date = RFC3339.date(from: text) else {
            throw attributes.failure(
                "time", expected: "a time as 2026-01-31T12:00:00Z", found: "it is not one (RFC 3339)")
        }
        time = date
    }
}

/// Where a CloudEvent keeps its attributes: members of its JSON (structured mode) or headers (binary mode).
enum CloudEventAttributeReader {
    case members(JSONField)
    case headers(Headers)

    /// The text of an attribute; nil if it is unset.
    func text(_ name: String) throws(InvalidEvent) -> String? {
        switch self {
        case .members(let event): return try event.string(name)
        case .headers(let headers):
            guard let value = headers["ce-" + name] else { return nil }
            guard let text = PercentEncoding.decode(Self.unquoted(value)) else {
                throw failure(name, expected: "percent-encoded UTF-8", found: "it is not UTF-8")
            }
            return text
        }
    }

    /// The text of an attribute that has to be there.
    func required(_ name: String, _ expected: String) throws(InvalidEvent) -> String {
        guard let text = try text(name) else { throw failure(name, expected: expected, found: "it is missing") }
        guard !text.isEmpty else { throw failure(name, expected: expected, found: "it is empty") }
        return text
    }

    /// A failure that names the attribute as its sender wrote it.
    func failure(_ name: String, expected: String, found: String) -> InvalidEvent {
        let field =
            switch self {
            case .members(let event): event.path(to: name)
            case .headers: "header ce-" + name
            }
        return InvalidEvent(.wrongField, field, expected: expected, found: found)
    }

    /// The text inside double quotes and its backslash escapes resolved, which older senders use instead of
    /// percent-encoding (HTTP binding 1.0.2, section 3.1.3.2).
    private static func unquoted(_ value: String) -> String {
        guard value.utf8.count >= 2, value.utf8.first == UInt8(ascii: "\""), value.utf8.last == UInt8(ascii: "\"")
        else {
            return value
        }
        var text = ""
        var isEscaped = false
        for scalar in value.unicodeScalars.dropFirst().dropLast() {
            isEscaped = !isEscaped && scalar == "\\"
            if !isEscaped { text.unicodeScalars.append(scalar) }
        }
        return text
    }
}
