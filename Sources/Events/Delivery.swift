public import FoundationEssentials

/// An event's bytes as they arrived, and what the host that took them knows of them.
///
/// A host fills this in at the edge and hands it to ``Event/decode(_:byteLimit:)``; nothing after that reads a clock.
public struct Delivery: Sendable, Hashable {
    /// The limit on a body where a host sets none: 1 MiB, 1,048,576 bytes.
    public static let standardByteLimit = 1 << 20

    /// The bytes, unchanged, since signatures are over them.
    public var body: [UInt8]
    /// The media type of the body, with its parameters; nil where the way in has none, as stdin.
    public var contentType: String?
    /// The headers of the HTTP request or of the NATS message.
    public var headers: Headers
    /// Who sent it, if the way in says so, as `?sender=harbor` does. It is then read in that sender's format, and in no
    /// other.
    public var sender: String?
    /// What its address has as `token`. It shows who sent the delivery, and only verification reads it.
    public var token: String?
    /// The subject it was published to, if it came over NATS.
    public var subject: String?
    /// Its place in a JetStream stream, if it came out of one.
    public var streamPosition: StreamPosition?
    /// When JetStream stored it, by the server's clock.
    public var streamTime: Date?
    /// When the host received it, by the host's clock, read once.
    public var receivedAt: Date

    /// A delivery. Where `contentType` is nil, the header `Content-Type` gives it.
    public init(
        body: [UInt8],
        contentType: String? = nil,
        headers: Headers = Headers(),
        sender: String? = nil,
        token: String? = nil,
        subject: String? = nil,
        streamPosition: StreamPosition? = nil,
        streamTime: Date? = nil,
        receivedAt: Date
    ) {
        self.body = body
        self.contentType = contentType ?? headers["content-type"]
        self.headers = headers
        self.sender = sender
        self.token = token
        self.subject = subject
        self.streamPosition = streamPosition
        self.streamTime = streamTime
        self.receivedAt = receivedAt
    }
}

/// Where a message is in JetStream. A message that is delivered again has the same.
public struct StreamPosition: Sendable, Hashable {
    /// The name of the stream.
    public var stream: String
    /// The sequence number in the stream, from 1.
    public var sequence: UInt64

    /// A position in a stream.
    public init(stream: String, sequence: UInt64) {
        self.stream = stream
        self.sequence = sequence
    }
}
