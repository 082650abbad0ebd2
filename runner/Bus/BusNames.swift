import FoundationEssentials
import ImageReference

/// The names of subjects, streams and consumers. All are made of one prefix, so that several installations can share a
/// server.
struct BusNames: Sendable, Hashable {
    /// The prefix where nobody says another.
    static let standardPrefix = "gitops"
    /// The names that begin with `gitops`.
    static let standard = BusNames(allowed: standardPrefix)

    /// What all subjects begin with: `gitops`.
    let prefix: String

    /// Names that begin with a prefix of our own, as `gitops` or `team-a.gitops`.
    ///
    /// - Throws: ``CommandFailure`` if subjects and streams cannot be named so.
    init(prefix: String) throws(CommandFailure) {
        let parts = prefix.split(separator: ".", omittingEmptySubsequences: false)
        let isAllowed = parts.allSatisfy { part in
            !part.isEmpty && part.utf8.allSatisfy { $0.isAlphanumeric || "-_".utf8.contains($0) }
        }
        guard isAllowed else {
            throw CommandFailure(
                usage: "the prefix of subjects has to be of letters, digits, '-' and '_', with dots between")
        }
        self.init(allowed: prefix)
    }

    private init(allowed prefix: String) {
        self.prefix = prefix
    }

    // MARK: Subjects

    /// The subject of all events, `gitops.events.>`.
    var events: String { "\(prefix).events.>" }
    /// The subject of all results, `gitops.results.>`.
    var results: String { "\(prefix).results.>" }
    /// The subject of all dead letters, `gitops.deadletters.>`.
    var deadLetters: String { "\(prefix).deadletters.>" }

    /// The subject of events of a kind, `gitops.events.image`.
    func events(_ kind: EventKind) -> String { "\(prefix).events.\(kind.rawValue)" }

    /// The subject of a handler's results, `gitops.results.image-updater`.
    func results(of handler: String) -> String { "\(prefix).results.\(handler)" }

    /// The subject of a handler's dead letters, `gitops.deadletters.image-updater`.
    func deadLetters(of handler: String) -> String { "\(prefix).deadletters.\(handler)" }

    /// The kind of events that are published to a subject; `nil` for any other subject.
    func kind(of subject: String) -> EventKind? { EventKind.allCases.first { events($0) == subject } }

    // MARK: Streams and consumers

    /// The stream of events, `GITOPS_EVENTS`.
    var eventStream: String { "\(streamPrefix)_EVENTS" }
    /// The stream of results, `GITOPS_RESULTS`.
    var resultStream: String { "\(streamPrefix)_RESULTS" }
    /// The stream of dead letters, `GITOPS_DEADLETTERS`.
    var deadLetterStream: String { "\(streamPrefix)_DEADLETTERS" }

    /// A handler's consumer of events of one kind. The handler's first kind is not in its name, so that it keeps the
    /// name when the handler gets more kinds.
    func durable(of handler: String, _ kind: EventKind, isFirst: Bool) -> String {
        isFirst ? "gitops-\(handler)" : "gitops-\(handler)-\(kind.rawValue)"
    }

    private var streamPrefix: String { String(prefix.uppercased().map { $0 == "." ? "_" : $0 }) }
}
