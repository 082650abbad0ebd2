/// A way in: who sends there, how they prove it, and what their events are about.
struct GatewayRoute: Sendable, Hashable {
    /// The sender's name: `harbor` in `/hooks/harbor`.
    let name: String
    /// What the events are about.
    let kind: EventKind
    /// How a sender shows that a delivery is its own.
    var proof = Proof.secret
    /// How a sender wants to be answered.
    var manner = Manner.plain

    /// How senders show who they are.
    enum Proof: Sendable {
        /// A signature of GitHub's kind, or the secret itself in `Authorization` or in the address.
        case secret
        /// The signature of a chat system, or its token.
        case slack, teams, mattermost
    }

    /// What answers look like.
    enum Manner: Sendable {
        /// JSON that says where the event is stored.
        case plain
        /// A message to the person who asked, as Slack and Mattermost show it.
        case slashCommand
        /// A message in the conversation, as Microsoft Teams shows it.
        case teamsMessage
    }

    /// The way in for CloudEvents, and for JSON of our own.
    static let events = GatewayRoute(name: "events", kind: .image)

    /// Google's registries, whose deliveries Pub/Sub signs.
    static let google = GatewayRoute(name: "google", kind: .image)

    /// What events that are no web hooks can be about. Not chat: who may post them could give commands in anybody's name.
    static let kindsOfEvents = [EventKind.image, .alert, .health]

    /// All senders.
    static let hooks =
        [
            GatewayRoute(name: "ghcr", kind: .image),
            GatewayRoute(name: "harbor", kind: .image),
            GatewayRoute(name: "acr", kind: .image),
            GatewayRoute(name: "alertmanager", kind: .alert),
            GatewayRoute(name: "argocd", kind: .health),
            GatewayRoute(name: "slack", kind: .chat, proof: .slack, manner: .slashCommand),
            GatewayRoute(name: "mattermost", kind: .chat, proof: .mattermost, manner: .slashCommand),
            GatewayRoute(name: "teams", kind: .chat, proof: .teams, manner: .teamsMessage),
        ]
        + [google]
        + ["dockerhub", "quay", "ecr", "distribution", "gitlab"].map {
            GatewayRoute(name: $0, kind: .image)
        }

    /// Every route, in the order in which they are told.
    static var all: [GatewayRoute] { [events] + hooks.sorted { $0.name < $1.name } }

    /// The variable with its secret. Without it, the route is closed.
    var variable: String { "GITOPS_WEBHOOK_SECRET_\(name.uppercased())" }

    /// The paths that lead to it, and what the events that come there are about.
    var paths: [(path: String, kind: EventKind)] {
        guard self == .events else { return [("/hooks/\(name)", kind)] }
        return [("/events", kind)] + Self.kindsOfEvents.map { ("/events/\($0.rawValue)", $0) }
    }
}
