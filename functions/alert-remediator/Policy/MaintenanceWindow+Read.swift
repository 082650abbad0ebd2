import Events
import FoundationEssentials
import GitOps
import ManifestEdit

extension MaintenanceWindow {
    private static let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    /// Reads a window: `{days: [sat, sun], from: "22:00", to: "06:00", zone: "+01:00"}`, every key but the times optional,
    /// or `{from: 2026-01-31T20:00:00Z, to: 2026-01-31T23:00:00Z}`.
    init(_ node: YAMLNode) throws(PolicyError) {
        let window = try PolicyMapping(
            node, "a maintenance window", required: ["from", "to"], optional: ["days", "zone"])
        let from = try window.text("from") ?? ""
        let to = try window.text("to") ?? ""
        line = node.position.line
        if let start = RFC3339.date(from: from) {
            guard let end = RFC3339.date(from: to), end > start, window["days"] == nil, window["zone"] == nil else {
                throw window.error(at: "to", "expected a later moment, and neither days nor zone")
            }
            span = .once(from: start, to: end)
            return
        }
        let expected = "expected a time of day, as \"22:00\", or a moment, as 2026-01-31T22:00:00Z"
        guard let start = Self.minutes(from) else { throw window.error(at: "from", expected) }
        guard let end = Self.minutes(to) else { throw window.error(at: "to", expected) }
        span = .weekly(
            days: try Self.days(window), from: start, minutes: end > start ? end - start : end - start + 1_440,
            offset: try Self.offset(window))
    }

    private static func days(_ window: PolicyMapping) throws(PolicyError) -> Set<Int> {
        guard let names = try window.texts("days") else { return Set(days.indices) }
        var found: Set<Int> = []
        for name in names {
            guard let day = days.firstIndex(of: name.lowercased()) else {
                throw window.error(at: "days", "expected days of \(days.joined(separator: ", "))")
            }
            found.insert(day)
        }
        return found
    }

    /// The minutes that local time is ahead of UTC.
    private static func offset(_ window: PolicyMapping) throws(PolicyError) -> Int {
        guard let zone = try window.text("zone"), zone != "Z" else { return 0 }
        guard let sign = zone.first, sign == "+" || sign == "-", let minutes = minutes(String(zone.dropFirst()))
        else { throw window.error(at: "zone", "expected a difference to UTC, as \"+01:00\"") }
        return sign == "+" ? minutes : -minutes
    }

    /// The minutes of a time of day, to `24:00`.
    private static func minutes(_ text: String) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.allSatisfy(\.isNumber) }),
            let hours = Int(parts[0]), let minutes = Int(parts[1]), minutes < 60, hours * 60 + minutes <= 1_440
        else { return nil }
        return hours * 60 + minutes
    }
}
