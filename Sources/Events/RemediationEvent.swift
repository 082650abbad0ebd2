import FoundationEssentials

/// What moves a remediation on: alerts, or time alone.
public enum RemediationEvent: Sendable, Hashable {
    /// A delivery of Alertmanager's web hook.
    case alerts(AlertDelivery)
    /// The time of the event has come, and with it perhaps the time of something that waits.
    case tick
}

/// The alerts of one delivery, which may be of one group or of a part of it.
public struct AlertDelivery: Sendable, Hashable {
    /// The alerts, in the order of the delivery.
    public var alerts: [Alert]
    /// How many the sender left out. That an alert is not here does not mean that it is over.
    public var truncated: Int

    /// A delivery of its parts.
    public init(alerts: [Alert], truncated: Int = 0) {
        self.alerts = alerts
        self.truncated = truncated
    }
}

extension RemediationEvent: EventPayload {
    /// Reads Alertmanager's web hook, whole or wrapped by Argo Events, or `{"time":"2026-01-31T12:00:00Z"}`. Nothing at all
    /// is a tick, too: some schedulers can only call.
    ///
    /// Firing, repeats and resolved share their names, and one Alertmanager's word may come from another, too: what was
    /// done for an alert is kept in Git, and no name of a delivery counts.
    public static func read(_ content: EventContent) throws(InvalidEvent) -> ReceivedPayload<RemediationEvent> {
        if isTick(content) { return ReceivedPayload(payload: .tick, isKnownByItsEffect: true) }
        let event = try content.json()
        let wrapped = try ArgoEventsWrapping(event)
        if try wrapped.inside.member("alerts") != nil {
            let alerts = AlertDelivery(
                alerts: try AlertmanagerWebHook.alerts(wrapped.inside),
                truncated: try AlertmanagerWebHook.truncated(wrapped.inside))
            var received = ReceivedPayload(
                payload: RemediationEvent.alerts(alerts), time: wrapped.time, isKnownByItsEffect: true)
            // To it any answer but 2xx is an error of the receiver's.
            received.sender = "alertmanager"
            return received
        }
        guard try event.member("time") != nil else {
            throw event.missing("alerts", "the alerts of Alertmanager's web hook, or a time")
        }
        return ReceivedPayload(payload: .tick, time: try event.time("time"), isKnownByItsEffect: true)
    }

    /// Whether it is a tick without data: a CloudEvent of such a type, as Knative's PingSource sends it, or an empty body,
    /// as OpenFaaS's cron-connector does.
    private static func isTick(_ content: EventContent) -> Bool {
        switch content.data {
        case .json, .bytes: return false
        case .missing, .nothing:
            guard let event = content.cloudEvent else { return true }
            return event.type.hasSuffix("tick") || event.type == "dev.knative.sources.ping"
        }
    }
}
