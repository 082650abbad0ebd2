/// Takes the envelope off a delivery: CloudEvents 1.0.2 in structured or binary mode, or none.
enum Envelope {
    /// The content of a delivery.
    ///
    /// - Throws: ``InvalidEvent``.
    static func open(_ delivery: Delivery, byteLimit: Int) throws(InvalidEvent) -> EventContent {
        guard delivery.body.count <= byteLimit else { throw .tooLarge(byteLimit: byteLimit) }
        guard delivery.body.contains(where: { !isJSONWhiteSpace($0) }) else {
            return try nothing(delivery)
        }
        let mediaType = try mediaType(delivery.contentType, field: nil)
        if let mediaType, mediaType.isCloudEventBatch {
            throw InvalidEvent(
                .unsupportedMediaType, expected: "one CloudEvent", found: "the event is a batch, which is not accepted")
        }
        if let mediaType, mediaType.isCloudEvent {
            return try structured(JSONField(path: nil, value: JSONParser.parse(delivery.body)), delivery)
        }
        if let mediaType, mediaType.isOtherCloudEvent { throw unsupported(mediaType, field: nil) }
        if delivery.headers["ce-specversion"] != nil { return try binary(delivery, mediaType) }
        return try bare(delivery, mediaType)
    }

    /// No envelope, or a structured CloudEvent that nobody announced: stdin and NATS have no content type.
    private static func bare(_ delivery: Delivery, _ mediaType: MediaType?) throws(InvalidEvent) -> EventContent {
        let data = try data(delivery.body, mediaType, path: nil)
        let required = ["specversion", "id", "source", "type"]
        if case .json(let event) = data, required.allSatisfy(event.value.hasString) {
            return try structured(event, delivery)
        }
        return EventContent(
            cloudEvent: nil, headers: delivery.headers, sender: delivery.sender, data: data, mediaType: mediaType,
            mediaTypeField: nil)
    }

    /// A body of no bytes, as schedulers send it that can only call. What is to be read from data finds it empty.
    private static func nothing(_ delivery: Delivery) throws(InvalidEvent) -> EventContent {
        let isCloudEvent = delivery.headers["ce-specversion"] != nil
        return EventContent(
            cloudEvent: isCloudEvent ? try CloudEventAttributes(.headers(delivery.headers)) : nil,
            headers: delivery.headers, sender: delivery.sender, data: .nothing, mediaType: nil, mediaTypeField: nil)
    }

    /// Attributes in headers, the body is the data (HTTP binding 1.0.2, section 3.1). The NATS binding 1.0.2 has only
    /// the structured mode; senders use the same headers there since NATS has headers.
    private static func binary(_ delivery: Delivery, _ mediaType: MediaType?) throws(InvalidEvent) -> EventContent {
        EventContent(
            cloudEvent: try CloudEventAttributes(.headers(delivery.headers)),
            headers: delivery.headers,
            sender: delivery.sender,
            data: try data(delivery.body, mediaType, path: nil),
            mediaType: mediaType,
            mediaTypeField: nil)
    }

    /// All in one JSON object (JSON format 1.0.2, section 3).
    private static func structured(_ event: JSONField, _ delivery: Delivery) throws(InvalidEvent) -> EventContent {
        let attributes = try CloudEventAttributes(.members(event))
        let mediaType = try mediaType(event.string("datacontenttype"), field: "datacontenttype")
        return EventContent(
            cloudEvent: attributes,
            headers: delivery.headers,
            sender: delivery.sender,
            data: try structuredData(event, mediaType),
            mediaType: mediaType,
            mediaTypeField: "datacontenttype")
    }

    /// Data in a format the event names, or in JSON where it names none.
    static func data(_ bytes: [UInt8], _ mediaType: MediaType?, path: String?) throws(InvalidEvent) -> EventContent.Data
    {
        if let mediaType, !mediaType.isJSON { return .bytes(bytes) }
        return .json(JSONField(path: path, value: try JSONParser.parse(bytes, path: path)))
    }

    /// The failure of data in a format that nobody here reads.
    static func unsupported(_ mediaType: MediaType?, field: String?) -> InvalidEvent {
        let subject = field == nil ? "the event" : "it"
        return InvalidEvent(
            .unsupportedMediaType,
            field,
            expected: "application/json or application/cloudevents+json",
            found: "\(subject) is \(mediaType?.text ?? "of a malformed media type")")
    }

    private static func mediaType(_ text: String?, field: String?) throws(InvalidEvent) -> MediaType? {
        guard let text else { return nil }
        guard let type = MediaType(text) else { throw unsupported(nil, field: field) }
        return type
    }
}
