import Events
import FoundationEssentials
import GitOps
import RemoteGit
import Testing

@testable import HealthRecorder

/// Which reports are worth a record.
@Suite struct HealthyReportTests {
    static let finished = Date(timeIntervalSince1970: 1_800_000_000)

    static func event(_ change: (inout HealthEvent) -> Void = { _ in }) -> HealthEvent {
        var event = HealthEvent(
            application: "shop-prod", revisions: [String(repeating: "a", count: 40)], sync: "Synced", health: "Healthy",
            phase: "Succeeded", finishedAt: finished, healthSince: finished)
        change(&event)
        return event
    }

    @Test func onlyWhatIsSyncedHealthyAndDone() {
        #expect(Self.reason(Self.event()) == nil)
        #expect(Self.reason(Self.event { $0.healthSince = nil }) == nil)
        #expect(Self.reason(Self.event { $0.sync = "OutOfSync" })?.contains("sync") == true)
        #expect(Self.reason(Self.event { $0.health = "Degraded" })?.contains("health") == true)
        #expect(Self.reason(Self.event { $0.phase = "Running" })?.contains("phase") == true)
        #expect(Self.reason(Self.event { $0.finishedAt = nil })?.contains("finished") == true)
        #expect(
            Self.reason(Self.event { $0.healthSince = Self.finished.addingTimeInterval(-1) })?.contains("before")
                == true)
    }

    /// The template that is shipped for Argo CD, filled in as Argo CD does it.
    @Test func theShippedTemplateIsAReport() throws {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let path = "functions/health-recorder/argocd-notifications-cm.yaml"
        let snippet = try String(contentsOf: package.appending(path: path), encoding: .utf8)
        let start = try #require(snippet.firstRange(of: "        body: |\n")).upperBound
        let template = snippet[start...].prefix(upTo: try #require(snippet[start...].firstRange(of: "\n\n")).lowerBound)
        let time = RFC3339.text(from: Self.finished)
        let values = [
            "metadata.name": "shop-prod", "status.sync.revision": String(repeating: "a", count: 40),
            "status.sync.status": "Synced", "status.health.status": "Healthy",
            "status.operationState.phase": "Succeeded", "status.operationState.finishedAt": time,
            "status.health.lastTransitionTime": time,
        ].mapValues { "\"\($0)\"" }.merging(["status.sync.revisions": "[]"]) { $1 }
        var body = ""
        for piece in template.split(separator: "{{") {
            guard let end = piece.firstRange(of: "}}") else {
                body += piece
                continue
            }
            let place = try #require(piece.split(separator: " ").first).dropFirst(".app.".count)
            #expect(piece[..<end.lowerBound].hasSuffix("| toJson "))
            body += try #require(values[String(place)], "\(place)") + piece[end.upperBound...]
        }
        let delivery = Delivery(body: Array(body.utf8), receivedAt: Self.finished)
        let event = try HealthRecorder().decode(delivery, byteLimit: Delivery.standardByteLimit)
        #expect(event.payload == Self.event())
    }

    private static func reason(_ event: HealthEvent) -> String? {
        if case .failure(let reason) = HealthyReport.read(event) { return reason.sentence }
        return nil
    }

    @Test(arguments: ["2026-01-31T12:00:00Z-0123456789ab", "2026-01-31T12:00:00.5Z-0123456789ab"])
    func namesAreReadAsTheyAreWritten(name: String) throws {
        let date = try #require(RFC3339.date(from: String(name.dropLast(13))))
        let id = try #require(ObjectID(hex: "0123456789abcdef0123456789abcdef01234567"))
        #expect(HealthyRecord(finishedAt: date, revision: id, tree: id).name == name)
    }

    @Test func placesOfRecords() {
        // The first byte of SHA-256("shop-prod").
        #expect(HealthyRecords.path(of: "shop-prod").map { "\($0)" }?.hasSuffix("/shop-prod") == true)
        #expect(HealthyRecords.path(of: "shop-prod")?.components.first?.utf8.count == 2)
        for name in ["", "..", "a/b", ".git", "a\u{0}b"] { #expect(HealthyRecords.path(of: name) == nil, "\(name)") }
    }
}
