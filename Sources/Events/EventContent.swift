/// What an event carries once its envelope is off, and the envelope's words that tell one sender from another.
///
/// Only this module looks inside: what a payload is read from is its own affair.
public struct EventContent: Sendable {
    /// The data of an event.
    enum Data: Sendable {
        /// No data at all.
        case missing
        /// Nothing at all: a body of no bytes.
        case nothing
        /// Read already.
        case json(JSONField)
        /// In a format that only some payloads read.
        case bytes([UInt8])
    }

    /// Set if the event is a CloudEvent.
    let cloudEvent: CloudEventAttributes?
    /// The headers that it came with.
    let headers: Headers
    /// The name of the sender, if the host knows it.
    let sender: String?
    let data: Data
    /// The format of the data; nil stands for JSON.
    let mediaType: MediaType?
    /// The field that gave the media type; nil for the body of a bare event.
    let mediaTypeField: String?

    /// The data as JSON, which is what most payloads are.
    func json() throws(InvalidEvent) -> JSONField {
        switch data {
        case .json(let field): return field
        case .nothing:
            throw InvalidEvent(.empty, expected: "a JSON object", found: "the event is empty")
        case .missing:
            throw InvalidEvent(.wrongField, "data", expected: "a JSON object", found: "it is missing")
        case .bytes:
            throw Envelope.unsupported(mediaType, field: mediaTypeField)
        }
    }
}
