import Events
import FoundationEssentials
import RemoteGit

/// What the commits of a branch, and of the refs read beside it, say about events that were handled before.
struct EventLedger {
    /// How much earlier than the event a commit for it could have been made: clocks differ.
    static let clockTolerance: TimeInterval = 5 * 60
    /// The most commits that are read for one event.
    static let longest = 4000

    /// The newest commit for each event.
    private var commits: [String: ObjectID] = [:]
    private let start: Date?

    init(_ revision: Revision) {
        start = revision.ledgerStart
        let others = revision.knownRefs.sorted().flatMap(revision.history)
        for commit in revision.ledger + others {
            for event in commit.trailers(TrailerKey.event) where commits[event] == nil {
                commits[event] = commit.id
            }
        }
    }

    /// The newest commit that was made for the event.
    ///
    /// - Returns: `nil` if there is none, or if its name does not identify the event.
    func commit(for event: PendingEvent) -> ObjectID? {
        event.identity.kind == .identifying ? commits[event.identity.text] : nil
    }

    /// Notes a commit that was made for events.
    mutating func insert(_ commit: ObjectID, for events: [String]) {
        for event in events { commits[event] = commit }
    }

    /// The time back to which commits have to be known before the event can be told to be new, or to be later than others
    /// of its kind; `nil` if they are.
    func missing(for event: PendingEvent) -> Date? {
        guard commit(for: event) == nil, let start else { return nil }
        let needed = event.time.addingTimeInterval(-Self.clockTolerance)
        return start > needed ? needed : nil
    }
}

extension Decision.Proposal {
    /// The events that its commit is for beside the one that is decided on.
    var otherEvents: [String] { trailers.filter { $0.key == TrailerKey.event }.map(\.value) }
}
