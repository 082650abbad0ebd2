public import FoundationEssentials

/// Argo CD's word on one application, as its notifications send it.
public struct HealthEvent: Sendable, Hashable {
    /// The application, as Argo CD knows it.
    public var application: String
    /// What was synced: one revision, or one for each source of the application. Those that are no ids of commits, such
    /// as the version of a chart, are left out.
    public var revisions: [String]
    /// The sync status: `Synced`, `OutOfSync`, `Unknown`.
    public var sync: String
    /// The health status: `Healthy`, `Progressing`, `Degraded` and others.
    public var health: String
    /// How far the last operation is: `Succeeded`, `Running`, `Failed` and others.
    public var phase: String
    /// When it ended, if it has.
    public var finishedAt: Date?
    /// Since when the health is what it is, if Argo CD says so.
    public var healthSince: Date?

    /// An event made of its parts.
    public init(
        application: String,
        revisions: [String],
        sync: String,
        health: String,
        phase: String,
        finishedAt: Date?,
        healthSince: Date? = nil
    ) {
        self.application = application
        self.revisions = revisions
        self.sync = sync
        self.health = health
        self.phase = phase
        self.finishedAt = finishedAt
        self.healthSince = healthSince
    }
}

extension HealthEvent: EventPayload {
    /// Reads the payload that `functions/health-recorder` gives a template for:
    /// `{"application":"shop-prod","revision":"<id>","sync":"Synced","health":"Healthy","phase":"Succeeded",…}`.
    public static func read(_ content: EventContent) throws(InvalidEvent) -> ReceivedPayload<HealthEvent> {
        let event = try content.json()
        let application = try event.requiredString("application", "an application's name")
        guard !application.isEmpty else {
            throw InvalidEvent(
                .wrongField, event.path(to: "application"), expected: "an application's name", found: "it is empty")
        }
        return ReceivedPayload(
            payload: HealthEvent(
                application: application,
                revisions: try revisions(event),
                sync: try event.requiredString("sync", "a sync status"),
                health: try event.requiredString("health", "a health status"),
                phase: try event.requiredString("phase", "the phase of an operation"),
                finishedAt: try date("finishedAt", event),
                healthSince: try date("healthSince", event)),
            // The record's name tells whether it was made before.
            isKnownByItsEffect: true)
    }

    /// Of several sources, Argo CD fills `revisions` and leaves `revision` empty.
    private static func revisions(_ event: JSONField) throws(InvalidEvent) -> [String] {
        var texts = try event.string("revision").map { [$0] } ?? []
        for item in try event.list("revisions") ?? [] { texts.append(try item.string()) }
        var seen: Set<String> = []
        let ids = texts.map { $0.lowercased() }.filter { text in
            text.utf8.count == 40 && text.allSatisfy(\.isHexDigit) && seen.insert(text).inserted
        }
        guard !ids.isEmpty else {
            let found = texts.allSatisfy(\.isEmpty) ? "it is missing" : "it is none"
            throw InvalidEvent(.wrongField, event.path(to: "revision"), expected: "the id of a commit", found: found)
        }
        return ids
    }

    /// A template writes an empty text for a time that there is not.
    private static func date(_ name: String, _ event: JSONField) throws(InvalidEvent) -> Date? {
        guard let text = try event.string(name), !text.isEmpty, text != noValue else { return nil }
        return try event.time(name)
    }

    /// What Go's templates write for a field that is not there.
    private static let noValue = "<no value>"
}
