import Events
import FoundationEssentials
import ManifestEdit

extension ApplicationState {
    /// Reads the file, which people edit, as strictly as the policy.
    ///
    /// - Throws: ``PolicyError`` at the first thing that is not as it should be.
    public init(reading content: [UInt8]) throws(PolicyError) {
        let file = try PolicyReader.versioned(content, "the state", keys: ["holds", "episodes"])
        for item in try file.list("holds") ?? [] { holds.append(try Self.hold(item)) }
        for item in try file.list("episodes") ?? [] { episodes.append(try Self.episode(item)) }
    }

    private static func hold(_ node: YAMLNode) throws(PolicyError) -> Hold {
        let isOfRevision = node["targetRevision"] != nil
        let version = isOfRevision ? ["targetRevision"] : ["image", "tag"]
        let hold = try PolicyMapping(
            node, "a hold", required: ["application"] + version + ["by", "event", "since"], optional: [])
        return Hold(
            application: try text("application", hold), image: isOfRevision ? nil : try text("image", hold),
            tag: try text(isOfRevision ? "targetRevision" : "tag", hold), by: try text("by", hold),
            event: try text("event", hold), since: try date("since", hold))
    }

    private static func episode(_ node: YAMLNode) throws(PolicyError) -> Episode {
        let episode = try PolicyMapping(
            node, "an episode",
            required: ["application", "fingerprint", "startsAt", "rule", "step", "status", "at"],
            optional: ["flaps", "changed", "alert", "exhausted", "elsewhere", "for"])
        guard let status = Episode.Status(rawValue: try text("status", episode)) else {
            let known = Episode.Status.allCases.map(\.rawValue).joined(separator: ", ")
            throw episode.error(at: "status", "expected one of \(known)")
        }
        var changed: [Changed] = []
        for item in try episode.list("changed") ?? [] { changed.append(try Self.changed(item)) }
        return Episode(
            application: try text("application", episode), fingerprint: try text("fingerprint", episode),
            startsAt: try date("startsAt", episode), rule: try text("rule", episode),
            step: try episode.int("step", in: 0...Int.max) ?? 0, status: status, at: try date("at", episode),
            flaps: try episode.int("flaps", in: 0...Int.max) ?? 0, changed: changed,
            alert: try episode.text("alert"), isExhausted: try episode.bool("exhausted") ?? false,
            elsewhere: try episode.texts("elsewhere") ?? [], owner: try episode.text("for"))
    }

    private static func changed(_ node: YAMLNode) throws(PolicyError) -> Changed {
        let changed = try PolicyMapping(
            node, "a change", required: ["path", "field", "from", "to"], optional: ["order"])
        return Changed(
            path: try text("path", changed), field: try text("field", changed), from: try value("from", changed),
            to: try value("to", changed), order: try changed.int("order", in: 1...Int.max - 1) ?? 1)
    }

    private static func text(_ key: String, _ mapping: PolicyMapping) throws(PolicyError) -> String {
        guard let text = mapping[key]?.text else { throw mapping.error(at: key, "expected \(key) as a text") }
        return text
    }

    private static func date(_ key: String, _ mapping: PolicyMapping) throws(PolicyError) -> Date {
        guard let date = RFC3339.date(from: try text(key, mapping)) else {
            throw mapping.error(at: key, "expected a time, as 2026-01-31T12:00:00Z")
        }
        return date
    }

    /// A value, or that there was none. In quotes `absent` is a text like any other.
    private static func value(_ key: String, _ mapping: PolicyMapping) throws(PolicyError) -> String? {
        let text = try text(key, mapping)
        return text == absent && mapping[key]?.scalar?.style == .plain ? nil : text
    }

    /// What is written where there was no value.
    static let absent = "absent"
}
