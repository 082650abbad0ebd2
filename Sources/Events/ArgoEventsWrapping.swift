import FoundationEssentials

/// An event as a sensor of Argo Events may send it on: raw, as an object under `body`, as a JSON text in a string, or in
/// base64 in `data` beside its `context` (Argo Events, "Event Structure").
struct ArgoEventsWrapping {
    /// What is inside.
    let inside: JSONField
    /// When Argo Events took it, if it says so.
    let time: Date?

    /// No sensor wraps an event in more layers: the envelope, the web hook's body, a text in it.
    private static let mostLayers = 4

    /// Takes off what is around an event, as far as anything is.
    init(_ event: JSONField) throws(InvalidEvent) {
        var field = event
        var time: Date?
        for _ in 0..<Self.mostLayers {
            guard let next = try Self.next(field, &time) else { break }
            field = next
        }
        inside = field
        self.time = time
    }

    /// The next layer; nil if there is none.
    private static func next(_ field: JSONField, _ time: inout Date?) throws(InvalidEvent) -> JSONField? {
        guard case .object = field.value else {
            guard case .string(let text) = field.value else { return nil }
            return JSONField(path: field.path, value: try JSONParser.parse(Array(text.utf8), path: field.path))
        }
        if try field.member("alerts") != nil { return nil }
        if let context = try field.member("context"), let data = try field.member("data") {
            time = try context.time("time")
            return try decoded(data)
        }
        return try field.member("body")
    }

    private static func decoded(_ data: JSONField) throws(InvalidEvent) -> JSONField {
        guard case .string(let text) = data.value else { return data }
        guard let bytes = Data(base64Encoded: text) else {
            throw InvalidEvent(.wrongField, data.path, expected: "base64 (RFC 4648)", found: "it is not")
        }
        return JSONField(path: data.path, value: try JSONParser.parse(Array(bytes), path: data.path))
    }
}
