import Crypto

/// The name of an event in the ledger, that is in the trailer `Gitops-Event` of commits.
public struct EventIdentity: Sendable, Hashable {
    /// What a commit that bears the same name says about an event.
    public enum Kind: String, Sendable {
        /// The sender or the bus gave the name: an event of the same name is the same event and was handled before.
        case identifying
        /// The name is made of the body: another event may have the same, so that a deliberate second deployment of
        /// a tag works. It names the event in the trailer and nothing more.
        case naming
    }

    /// No name is longer, in bytes; a longer one is replaced by its SHA-256.
    public static let maximumLength = 256

    /// One line of printable ASCII without white space. It can be written into a commit's trailer as it stands.
    public let text: String
    /// Whether an event of the same name was handled before.
    public let kind: Kind

    /// The name of a CloudEvent, `<source>/<id>`: both together are unique (CloudEvents 1.0.2, "id").
    ///
    /// A slash in the id is encoded, so that the last one is where the source ends; so is `#` in both, which sets the
    /// other names apart.
    public init(source: String, id: String) {
        self.init(
            identifying: PercentEncoding.encode(source, also: "#") + "/" + PercentEncoding.encode(id, also: "#/"))
    }

    /// The name of what a sender numbers itself, `<sender>#<id>`: a delivery id header, Slack's `trigger_id`.
    public init(sender: String, id: String) {
        self.init(
            identifying: PercentEncoding.encode(sender, also: "#/") + "#" + PercentEncoding.encode(id, also: "#"))
    }

    /// The name of a message in JetStream, `nats:<stream>#<sequence>`.
    public init(_ position: StreamPosition) {
        self.init(sender: "nats:" + position.stream, id: String(position.sequence))
    }

    /// The name of an event that nobody named, `sha256:<digest of the body>`.
    public init(body: [UInt8]) {
        text = "sha256:" + hexadecimal(SHA256.hash(data: body))
        kind = .naming
    }

    private init(identifying name: String) {
        let isShort = name.utf8.count <= Self.maximumLength
        text = isShort ? name : "long:sha256:" + hexadecimal(SHA256.hash(data: Array(name.utf8)))
        kind = .identifying
    }
}

extension EventIdentity: CustomStringConvertible {
    /// The name.
    public var description: String { text }
}
