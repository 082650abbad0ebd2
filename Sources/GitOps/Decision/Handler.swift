public import Events
public import RemoteGit

/// Turns events of one kind into decisions.
///
/// `decide` is a pure function of the event and of one commit: no clock, no random source, no network. Time is in the
/// event, all else is in the snapshot, so that deciding again on a newer commit, replaying and testing are trivial.
public protocol Handler: Sendable {
    /// What the handler's events say.
    associatedtype Payload: Sendable

    /// The name in commits, subjects and logs: `image-updater`.
    var name: String { get }

    /// Whether people are told of its outcomes, where a web hook for that is set: they did not ask for what it does.
    var tellsPeople: Bool { get }

    /// The refs beside the branch that its decisions read each time. They come in the same requests as the branch.
    var refs: Set<RefName> { get }

    /// Reads an event. Where the payload is an ``EventPayload``, it is read by that payload's rules.
    ///
    /// - Parameter byteLimit: The longest body to read, in bytes, as the host is set.
    /// - Throws: ``InvalidEvent`` that says where it is wrong.
    func decode(_ delivery: Delivery, byteLimit: Int) throws(InvalidEvent) -> Event<Payload>

    /// Whether the event may not even be answered by what was done for it before: whoever may not command gets the same
    /// refusal for a command that was carried out already. It is asked before each ``decide(_:in:)``, which follows only
    /// where there is none.
    ///
    /// - Returns: the refusal; `nil` if there is none.
    /// - Throws: ``Undecided``.
    func objection(to event: Event<Payload>, in snapshot: Snapshot) throws(Undecided) -> Refusal?

    /// Where a matter stands that was begun for the event when it was handled before, and that may not be over. Nothing
    /// is changed for it once more: of a change, what is ``Decision/Proposal/postponed`` is told, and nothing is told of
    /// any other.
    ///
    /// - Returns: `nil` if there is nothing to say but that the event was handled before.
    /// - Throws: ``Undecided``.
    func standing(of event: Event<Payload>, in snapshot: Snapshot) throws(Undecided) -> Decision?

    /// Decides what the event changes at one commit.
    ///
    /// - Throws: ``Undecided/notLoaded(_:)`` with everything that it misses and knows of by now.
    func decide(_ event: Event<Payload>, in snapshot: Snapshot) throws(Undecided) -> Decision
}

extension Handler {
    /// No: whoever sent the event sees what came of it.
    public var tellsPeople: Bool { false }

    /// None: most decisions need nothing but the branch.
    public var refs: Set<RefName> { [] }

    /// None: most events are no one's command.
    public func objection(to event: Event<Payload>, in snapshot: Snapshot) throws(Undecided) -> Refusal? { nil }

    /// Nothing: most events are done with once they are handled.
    public func standing(of event: Event<Payload>, in snapshot: Snapshot) throws(Undecided) -> Decision? { nil }
}

extension Handler where Payload: EventPayload {
    /// Reads an event by the rules of its payload.
    public func decode(_ delivery: Delivery, byteLimit: Int) throws(InvalidEvent) -> Event<Payload> {
        try Event.decode(delivery, byteLimit: byteLimit)
    }
}
