import Events
import FoundationEssentials

/// An event that was recorded, as the web hook that it was or with an envelope around it.
struct RecordedEvent {
    /// The event.
    let event: Event<RemediationEvent>

    /// Reads an event. Where nothing says when it came, it is taken to have come when the latest of its alerts began or
    /// ended, and not before the one that was recorded before it.
    ///
    /// - Throws: ``InvalidEvent``.
    init(
        reading delivery: (Date) throws(InvalidEvent) -> Delivery,
        after previous: Date? = nil
    ) throws(InvalidEvent) {
        // Not a time that any event has.
        let unknown = Date(timeIntervalSince1970: 0)
        var event = try Event<RemediationEvent>.decode(try delivery(unknown), byteLimit: EventFile.longest)
        if event.time == unknown {
            let latest = event.payload.latestMoment ?? unknown
            event.time = previous.map { max($0, latest) } ?? latest
        }
        self.event = event
    }
}

extension RemediationEvent {
    /// The latest time at which one of the alerts began or ended.
    fileprivate var latestMoment: Date? {
        guard case .alerts(let delivery) = self else { return nil }
        return delivery.alerts.flatMap { [$0.startsAt, $0.endsAt].compactMap(\.self) }.max()
    }
}
