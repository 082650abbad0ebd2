import Events
import FoundationEssentials
import RemoteGit

/// What the commits of a branch say about events that were handled before.
struct EventLedger {
    /// How much earlier than the event a commit for it could have been made: clocks differ.
    static let clockTolerance: TimeInterval = 5 * 60
    /// The most commits that are read for one event.
    static let longest = 4000

    let revision: Revision

    /// The newest commit that was made for the event.
    ///
    /// - Returns: `nil` if there is none, or if its name does not identify the event.
    func commit(for event: PendingEvent) -> Commit? {
        guard event.identity.kind == .identifying else { return nil }
        return revision.ledger.first { $0.trailers(CommitMessage.Trailer.event).contains(event.identity.text) }
    }

    /// The time back to which commits have to be read before the event can be told to be new; `nil` if they are.
    func missing(for event: PendingEvent) -> Date? {
        guard event.identity.kind == .identifying, let start = revision.ledgerStart else { return nil }
        let needed = event.time.addingTimeInterval(-Self.clockTolerance)
        return start > needed ? needed : nil
    }
}
