import FoundationEssentials

extension Envelope {
    /// The data of a structured event: `data` or `data_base64`, never both (JSON format 1.0.2, section 3.1).
    static func structuredData(
        _ event: JSONField,
        _ mediaType: MediaType?
    ) throws(InvalidEvent) -> EventContent.Data {
        let data = try event.member("data")
        guard let text = try event.string("data_base64") else {
            guard let data else { return .missing }
            return try inlineData(data, mediaType)
        }
        guard data == nil else {
            throw InvalidEvent(
                .wrongField, "data_base64", expected: "either data or data_base64", found: "the event has both")
        }
        guard let bytes = Data(base64Encoded: text) else {
            throw InvalidEvent(.wrongField, "data_base64", expected: "base64 (RFC 4648)", found: "it is not")
        }
        return try self.data(Array(bytes), mediaType, path: "data_base64")
    }

    /// A JSON value stands for itself; in any other format the data is the text of a string (section 3.1.1).
    private static func inlineData(
        _ data: JSONField,
        _ mediaType: MediaType?
    ) throws(InvalidEvent) -> EventContent.Data {
        guard let mediaType, !mediaType.isJSON else { return .json(data) }
        guard case .string(let text) = data.value else {
            throw InvalidEvent(
                .wrongField, "data", expected: "a string, since datacontenttype is not JSON",
                found: "it is \(data.value.kind)")
        }
        return .bytes(Array(text.utf8))
    }
}
