import Crypto
import Events
import FoundationEssentials

/// A delivery as it is put on the bus: the bytes, what the handlers need to know of the headers, and nothing that proves
/// who somebody is.
struct HookMessage: Sendable, Equatable {
    /// The header that names the sender, whose format the event then is read in.
    static let senderHeader = "Gitops-Sender"

    /// What the event is about.
    let kind: EventKind
    /// The headers in order.
    let headers: [(name: String, value: String)]
    let body: [UInt8]
    /// The same for every delivery of the same event, where the sender gives it a name; else its own.
    let id: String

    /// The message of a verified delivery.
    ///
    /// - Parameter kind: what events that come in by this path are about, unless they say it themselves.
    init(_ delivery: Delivery, by route: GatewayRoute, kind: EventKind) {
        // Chats sign no headers: in an envelope, the same command could come again under another name and time.
        let attributes = route.kind == .chat ? nil : EventAttributes(delivery)
        self.kind = route == .events ? attributes?.kind ?? kind : kind
        var headers = delivery.headers.fields.filter { name, _ in
            name.hasPrefix("ce-") ? attributes != nil : Self.plainHeaders.contains(name)
        }
        if route != .events { headers.append((Self.senderHeader, route.name)) }
        self.headers = headers
        // What Mattermost proves itself by is a field of its form.
        body = route.proof == .mattermost ? FormBody(delivery.body).without("token") : delivery.body
        let name = attributes?.name ?? Self.name(delivery, route)
        id = name.map { Self.digest("\(route.name) \($0)") } ?? UUID().uuidString
    }

    /// The headers that say what the body is, which event it is, and when it was, beside those of CloudEvents.
    private static let plainHeaders: Set<String> = [
        "content-type", "x-github-event", "x-github-delivery", "x-slack-request-timestamp",
    ]

    /// The name that a sender gives a delivery, which it keeps when it sends the same again.
    private static func name(_ delivery: Delivery, _ route: GatewayRoute) -> String? {
        switch route.proof {
        case .secret: delivery.headers["x-github-delivery"]
        case .slack, .mattermost: FormFields(String(decoding: delivery.body, as: UTF8.self))["trigger_id"]
        case .teams: nil
        }
    }

    private static func digest(_ text: String) -> String {
        hexadecimal(SHA256.hash(data: Array(text.utf8)))
    }

    static func == (left: HookMessage, right: HookMessage) -> Bool {
        left.kind == right.kind && left.body == right.body && left.id == right.id
            && left.headers.elementsEqual(right.headers) { $0 == $1 }
    }
}

/// What a CloudEvent says of itself, as far as the gateway has to know: the handlers read it in full.
private struct EventAttributes: Decodable {
    private let id: String?
    private let source: String?
    private let type: String?

    /// Reads a CloudEvent in structured or binary mode; other events have no attributes.
    init(_ delivery: Delivery) {
        if delivery.contentType?.lowercased().hasPrefix("application/cloudevents") == true,
            let event = try? JSONDecoder().decode(Self.self, from: Data(delivery.body))
        {
            self = event
        } else {
            id = delivery.headers["ce-id"]
            source = delivery.headers["ce-source"]
            type = delivery.headers["ce-type"]
        }
    }

    /// Source and id, which together name the event.
    var name: String? {
        guard let id, let source else { return nil }
        return "\(source) \(id)"
    }

    /// What the event is about, if its type is one of ours. Never chat, as for paths.
    var kind: EventKind? {
        GatewayRoute.kindsOfEvents.first { type == BusNames.standard.events($0) }
    }
}
