import FoundationEssentials

/// What an event says, read from its content.
///
/// Each kind of event has one; it recognises its senders by content and headers and gives the same type for all of
/// them, so that a handler knows none.
public protocol EventPayload: Sendable {
    /// Reads the payload.
    ///
    /// - Throws: ``InvalidEvent`` with the path of the field at fault.
    static func read(_ content: EventContent) throws(InvalidEvent) -> ReceivedPayload<Self>
}

/// A payload, and what its sender says of this delivery where there is no CloudEvents envelope to say it.
public struct ReceivedPayload<Payload: Sendable>: Sendable {
    let payload: Payload
    /// The sender's own name for this delivery, if it gives one.
    var identity: EventIdentity?
    /// The sender's own time of this delivery, if it gives one.
    var time: Date?
    /// Whether deliveries say the same thing more than once under new names, or new things under one name, so that no
    /// name tells whether this one was handled before: what it changed has to.
    var isKnownByItsEffect = false
    /// Why nothing is to be decided, in a sentence: the sender tells of something else.
    var ignored: String?
    /// The name of the sender, if the payload is in a format of the sender's own.
    var sender: String?
}
