import ImageReference

/// A media type without its parameters, in lower case: `application/json` (RFC 9110 section 8.3.1).
struct MediaType: Hashable, Sendable {
    let text: String

    /// Nil if this is not `type/subtype` of the characters that registered names have (RFC 6838 section 4.2), of
    /// which this takes those that are harmless in any message.
    init?(_ field: String) {
        let essence = field.prefix { $0 != ";" }.filter { $0 != " " && $0 != "\t" }.lowercased()
        let parts = essence.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, essence.utf8.count <= 127, parts.allSatisfy(Self.isName) else { return nil }
        text = essence
    }

    /// `application/json`, and whatever says by its suffix that it is JSON (RFC 6839 section 3.1).
    var isJSON: Bool { text == "application/json" || text == "text/json" || text.hasSuffix("+json") }

    /// The JSON format of one CloudEvent; JSON is what the type means without a suffix (CloudEvents JSON format 1.0.2,
    /// section 3; HTTP binding, section 3).
    var isCloudEvent: Bool { text == "application/cloudevents" || text == "application/cloudevents+json" }

    /// Several CloudEvents in one body, in any format.
    var isCloudEventBatch: Bool { text.hasPrefix("application/cloudevents-batch") }

    /// A CloudEvent in a format other than JSON. To be asked after ``isCloudEvent``.
    var isOtherCloudEvent: Bool { text.hasPrefix("application/cloudevents") }

    private static func isName(_ name: Substring) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { $0.isLowerAlphanumeric || "+-._".utf8.contains($0) }
    }
}
