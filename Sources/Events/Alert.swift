public import FoundationEssentials

/// One alert, as a delivery of Alertmanager's web hook tells of it.
public struct Alert: Sendable, Hashable {
    /// Whether it is over.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        /// Its condition holds.
        case firing
        /// Its condition does not hold any more.
        case resolved
    }

    /// What is said of it. The status of the whole group says less: it is `firing` if any of its alerts is.
    public var status: Status
    /// Its labels, `alertname` among them.
    public var labels: [String: String]
    /// The identity of its labels, as Alertmanager gives it: letters and digits.
    public var fingerprint: String
    /// When it began, which tells one episode of the same labels from the next.
    public var startsAt: Date
    /// When it ended; `nil` while it fires.
    public var endsAt: Date?

    /// An alert of its parts.
    public init(
        status: Status,
        labels: [String: String],
        fingerprint: String,
        startsAt: Date,
        endsAt: Date? = nil
    ) {
        self.status = status
        self.labels = labels
        self.fingerprint = fingerprint
        self.startsAt = startsAt
        self.endsAt = endsAt
    }

    /// The name of the rule in Prometheus, for people.
    public var name: String {
        guard let name = labels["alertname"], !name.isEmpty else { return "an alert without a name" }
        return name
    }
}
