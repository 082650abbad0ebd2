public import FoundationEssentials

/// Something that happened, as a handler decides on it: all it may know besides the commit.
public struct Event<Payload: Sendable>: Sendable {
    /// Its name in the ledger.
    public var identity: EventIdentity
    /// When it happened. A commit for it has this as its author date.
    public var time: Date
    /// What happened.
    public var payload: Payload
    /// Why nothing is to be decided, in a sentence: the sender tells of something else, such as a deletion.
    public var ignored: String?
    /// The name of the sender, if the event came in a format of the sender's own, and so neither as a CloudEvent nor in
    /// our own JSON.
    public var sender: String?

    /// An event made of its parts.
    public init(
        identity: EventIdentity,
        time: Date,
        payload: Payload,
        ignored: String? = nil,
        sender: String? = nil
    ) {
        self.identity = identity
        self.time = time
        self.payload = payload
        self.ignored = ignored
        self.sender = sender
    }
}

extension Event: Equatable where Payload: Equatable {}

extension Event where Payload: EventPayload {
    /// Reads an event: the envelope here, what is in it by the payload's own rules.
    ///
    /// - Parameters:
    ///   - delivery: The event as it arrived.
    ///   - byteLimit: The longest body to read, in bytes.
    /// - Throws: ``InvalidEvent`` that says where it cannot be understood.
    public static func decode(
        _ delivery: Delivery,
        byteLimit: Int = Delivery.standardByteLimit
    ) throws(InvalidEvent) -> Event {
        let content = try Envelope.open(delivery, byteLimit: byteLimit)
        let received = try Payload.read(content)
        return Event(
            identity: identity(delivery, content, received),
            time: content.cloudEvent?.time ?? delivery.streamTime ?? received.time ?? delivery.receivedAt,
            payload: received.payload,
            ignored: received.ignored,
            sender: received.sender)
    }

    private static func identity(
        _ delivery: Delivery,
        _ content: EventContent,
        _ received: ReceivedPayload<Payload>
    ) -> EventIdentity {
        if received.isKnownByItsEffect { return EventIdentity(body: delivery.body) }
        if let event = content.cloudEvent { return EventIdentity(source: event.source, id: event.id) }
        if let identity = received.identity { return identity }
        if let position = delivery.streamPosition { return EventIdentity(position) }
        return EventIdentity(body: delivery.body)
    }
}
