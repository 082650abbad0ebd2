import Events
public import GitOps

/// What came of an event, with what some ways in have words for and an outcome has not.
struct EventResult: Sendable {
    /// The outcome.
    var outcome: Outcome
    /// How the event is wrong, if it cannot be understood.
    var invalid: InvalidEvent.Code?
    /// The sender, if it has a format of its own or the way in names it.
    var sender: String?
    /// What who asked for it in a chat is told; `nil` if nobody did.
    var answer: ChatAnswer?
    /// Whether the event came in a chat's own format, and is answered in it.
    var isForChat = false
    /// Whether the event was not even read, since nothing shows that it comes from whom it should.
    var isUnauthorized = false
}

/// What would come of an event.
public struct Preview: Sendable {
    /// The outcome that it would have.
    public var outcome: Outcome
    /// What would change, as `git diff` prints it; empty if nothing would.
    public var diff: String
    /// The message of the commit that would be made; empty if none would.
    public var commitMessage: String
}
