/// A way in: who sends there, how they prove it, and what their events are about.
struct GatewayRoute: Sendable, Hashable {
    /// The sender's name: `harbor` in `/hooks/harbor`.
    let name: String
    /// What the events are about.
    let kind: EventKind
    /// How a sender proves that a delivery is its own.
    let scheme: HookScheme
    /// How a sender wants to be answered.
    var manner = Manner.plain

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
    static let events = GatewayRoute(name: "events", kind: .image, scheme: .token)

    /// What events that are no web hooks can be about. Not chat: who may post them could give commands in anybody's name.
    static let kindsOfEvents = [EventKind.image, .alert, .health]

    /// All senders.
    static let hooks =
        [
            GatewayRoute(name: "ghcr", kind: .image, scheme: .gitHubSignature),
            GatewayRoute(name: "harbor", kind: .image, scheme: .authorization),
            GatewayRoute(name: "acr", kind: .image, scheme: .authorization),
            GatewayRoute(name: "alertmanager", kind: .alert, scheme: .token),
            GatewayRoute(name: "argocd", kind: .health, scheme: .token),
            GatewayRoute(name: "slack", kind: .chat, scheme: .slackSignature, manner: .slashCommand),
            GatewayRoute(name: "mattermost", kind: .chat, scheme: .mattermostToken, manner: .slashCommand),
            GatewayRoute(name: "teams", kind: .chat, scheme: .teamsSignature, manner: .teamsMessage),
        ]
        + ["dockerhub", "quay", "google", "ecr", "distribution", "gitlab"].map {
            GatewayRoute(name: $0, kind: .image, scheme: .token)
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
