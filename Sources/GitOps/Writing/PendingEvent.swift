public import Events
public import FoundationEssentials
import RemoteGit

/// One event on its way to a branch, whatever its handler: what `BranchWriter` needs to know of it.
public struct PendingEvent: Sendable {
    /// The handler's name.
    public let handler: String
    /// The event's name in the ledger.
    public let identity: EventIdentity
    /// The event's time, which becomes the author's date.
    public let time: Date
    /// Whether somebody is to be shown what changes in files, as ``Outcome/diff``. It costs a comparison, and no request.
    public var wantsDiff = false
    /// The refs beside the branch that the handler reads.
    let refs: Set<RefName>
    /// Whether the event may not even be answered by what was done for it before.
    let objection: @Sendable (Snapshot) throws(Undecided) -> Refusal?
    /// Where what was begun for the event before stands.
    let standing: @Sendable (Snapshot) throws(Undecided) -> Decision?
    /// The handler's decision at a commit.
    let decide: @Sendable (Snapshot) throws(Undecided) -> Decision

    /// An event with the handler that decides on it.
    public init<H: Handler>(_ event: Event<H.Payload>, for handler: H) {
        self.handler = handler.name
        identity = event.identity
        time = event.time
        refs = handler.refs
        objection = { snapshot throws(Undecided) in try handler.objection(to: event, in: snapshot) }
        standing = { snapshot throws(Undecided) in try handler.standing(of: event, in: snapshot) }
        decide = { snapshot throws(Undecided) in try handler.decide(event, in: snapshot) }
    }
}
