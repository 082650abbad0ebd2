import Events
import FoundationEssentials

/// What a delivery says of the alert that an episode is about.
struct Sighting: Sendable, Hashable {
    /// Whether it fires.
    let status: Alert.Status
    /// When the alert began.
    let startsAt: Date
    /// When it ended, if the sender says so.
    let endsAt: Date?

    /// What the alert says of itself.
    init(_ alert: Alert) {
        status = alert.status
        startsAt = alert.startsAt
        endsAt = alert.endsAt
    }

    /// Since when it is over. The sender's own time, so that any copy of the delivery says the same; not later than the
    /// event and not earlier than what was done before.
    func end(by time: Date, after last: Date?) -> Date {
        let end = min(endsAt ?? time, time)
        return last.map { max($0, end) } ?? end
    }
}
