import FoundationEssentials
import ImageReference

/// Alertmanager's web hook, version 4 (Alertmanager, "Configuration", `<webhook_config>`). Fields that newer versions
/// add are passed over, and so is its version: each field that is read is checked by itself.
enum AlertmanagerWebHook {
    /// The alerts of a delivery.
    static func alerts(_ event: JSONField) throws(InvalidEvent) -> [Alert] {
        var alerts: [Alert] = []
        for item in try event.list("alerts") ?? [] { alerts.append(try alert(item)) }
        return alerts
    }

    /// How many alerts `max_alerts` left out.
    static func truncated(_ event: JSONField) throws(InvalidEvent) -> Int {
        guard let field = try event.member("truncatedAlerts") else { return 0 }
        guard case .number(let text) = field.value, let number = Int(text), number >= 0 else {
            throw InvalidEvent(.wrongField, field.path, expected: "a number of alerts", found: "it is not one")
        }
        return number
    }

    private static func alert(_ alert: JSONField) throws(InvalidEvent) -> Alert {
        let expected = "firing or resolved"
        guard let status = Alert.Status(rawValue: try alert.requiredString("status", expected)) else {
            throw InvalidEvent(
                .wrongField, alert.path(to: "status"), expected: expected, found: "it is another word")
        }
        guard let startsAt = try alert.time("startsAt") else { throw alert.missing("startsAt", JSONField.aTime) }
        return Alert(
            status: status, labels: try alert.strings("labels"), fingerprint: try fingerprint(alert),
            startsAt: startsAt, endsAt: try endsAt(alert))
    }

    /// It becomes part of a file and of commits.
    private static func fingerprint(_ alert: JSONField) throws(InvalidEvent) -> String {
        let expected = "a fingerprint of letters and digits"
        let text = try alert.requiredString("fingerprint", expected)
        guard (1...64).contains(text.utf8.count), text.utf8.allSatisfy(\.isAlphanumeric) else {
            throw InvalidEvent(.wrongField, alert.path(to: "fingerprint"), expected: expected, found: "it is not one")
        }
        return text
    }

    /// Go's zero time, of the year 1, stands for none.
    private static func endsAt(_ alert: JSONField) throws(InvalidEvent) -> Date? {
        guard try alert.string("endsAt") != "0001-01-01T00:00:00Z" else { return nil }
        return try alert.time("endsAt")
    }
}

extension JSONField {
    /// What is expected where a time is.
    static let aTime = "a time as 2026-01-31T12:00:00Z"

    /// The time of a member; nil if it is absent or null.
    func time(_ name: String) throws(InvalidEvent) -> Date? {
        guard let text = try string(name) else { return nil }
        guard let date = RFC3339.date(from: text) else {
            throw InvalidEvent(
                .wrongField, path(to: name), expected: Self.aTime, found: "it is not one (RFC 3339)")
        }
        return date
    }
}
