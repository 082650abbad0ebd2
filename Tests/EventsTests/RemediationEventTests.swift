import Events
import Foundation
import Testing

@Suite struct RemediationEventTests {
    private static func read(_ delivery: Delivery) throws -> RemediationEvent {
        try Event<RemediationEvent>.decode(delivery).payload
    }

    private static func sentence(_ delivery: Delivery) -> String {
        do {
            return "\(try Event<RemediationEvent>.decode(delivery).payload)"
        } catch {
            return error.description
        }
    }

    private static let firing = Alert(
        status: .firing,
        labels: ["alertname": "HighCPU", "app": "my-awesome-app", "env": "prod", "severity": "warning"],
        fingerprint: "8a07086b74f3ba78", startsAt: Date(timeIntervalSince1970: 1_769_860_800))

    @Test(arguments: [
        "firing.json", "argo-events-body.json", "argo-events-escaped.json", "argo-events-data.json",
        "cloudevent-structured.json",
    ])
    func oneAlertHowEverItIsWrapped(file: String) throws {
        let event = try Self.read(Samples.delivery("alert/" + file))
        #expect(event == .alerts(AlertDelivery(alerts: [Self.firing])))
    }

    @Test func aTextInAString() throws {
        let text = String(decoding: try Samples.bytes("alert/firing.json"), as: UTF8.self)
        let string = String(decoding: try JSONEncoder().encode(text), as: UTF8.self)
        #expect(try Self.read(Delivery(string)) == .alerts(AlertDelivery(alerts: [Self.firing])))
    }

    @Test func severalAlertsOfOneDelivery() throws {
        guard case .alerts(let delivery) = try Self.read(Samples.delivery("alert/several.json")) else {
            Issue.record("no alerts")
            return
        }
        #expect(delivery.truncated == 2)
        #expect(delivery.alerts.map(\.status) == [.firing, .resolved, .firing])
        #expect(delivery.alerts[1].endsAt == RFC3339.date(from: "2026-01-31T11:59:00Z"))
        #expect(delivery.alerts[2].startsAt == RFC3339.date(from: "2026-01-31T11:58:30.25Z"))
        #expect(delivery.alerts[2].endsAt == nil)
    }

    /// Repeats share their names and differ in what they mean: no name of a delivery may make one pass for another.
    @Test func noNameOfADeliveryCounts() throws {
        var delivery = try Samples.delivery("alert/cloudevent-structured.json")
        delivery.streamPosition = StreamPosition(stream: "gitops", sequence: 7)
        let event = try Event<RemediationEvent>.decode(delivery)
        #expect(event.identity == EventIdentity(body: delivery.body))
        #expect(event.identity.kind == .naming)
    }

    @Test func timeIsTheEnvelopesAndElseTheSenders() throws {
        let argo = try Event<RemediationEvent>.decode(Samples.delivery("alert/argo-events-data.json"))
        #expect(argo.time == RFC3339.date(from: "2026-01-31T12:00:30Z"))
        let raw = try Event<RemediationEvent>.decode(Samples.delivery("alert/firing.json"))
        #expect(raw.time == Samples.receivedAt)
        let tick = try Event<RemediationEvent>.decode(Samples.delivery("tick/ours.json"))
        #expect(tick.payload == .tick)
        #expect(tick.time == RFC3339.date(from: "2026-01-31T13:00:00Z"))
        let cloud =
            #"{"specversion":"1.0","id":"1","source":"/cron","type":"gitops.tick","time":"2026-01-31T14:00:00Z"}"#
        let scheduled = try Event<RemediationEvent>.decode(Delivery(cloud))
        #expect(scheduled.payload == .tick)
        #expect(scheduled.time == RFC3339.date(from: "2026-01-31T14:00:00Z"))
    }

    /// Some schedulers can only call: OpenFaaS's cron-connector sends nothing, and Knative's PingSource headers alone.
    @Test func nothingIsATick() throws {
        #expect(try Self.read(Delivery("")) == .tick)
        let headers: Headers = [
            "ce-specversion": "1.0", "ce-id": "1", "ce-source": "/apis/v1/namespaces/gitops/pingsources/tick",
            "ce-type": "dev.knative.sources.ping", "ce-time": "2026-01-31T14:00:00Z",
        ]
        let ping = try Event<RemediationEvent>.decode(Delivery("", headers: headers))
        #expect(ping.payload == .tick)
        #expect(ping.time == RFC3339.date(from: "2026-01-31T14:00:00Z"))
        let others: Headers = [
            "ce-specversion": "1.0", "ce-id": "1", "ce-source": "/alerts", "ce-type": "gitops.events.alert",
        ]
        #expect(Self.sentence(Delivery("", headers: others)) == "the event is empty: expected a JSON object")
    }

    @Test func unknownFieldsAndAnEmptyListAreTolerated() throws {
        #expect(
            try Self.read(Delivery(#"{"alerts":[],"notification_reason":{"x":[1]}}"#))
                == .alerts(AlertDelivery(alerts: [])))
    }

    @Test(arguments: [
        ("{}", "alerts: expected the alerts of Alertmanager's web hook, or a time, but it is missing"),
        (#"{"alerts":{}}"#, "alerts: expected an array, but it is an object"),
        (#"{"alerts":[7]}"#, "alerts[0]: expected a JSON object, but it is a number"),
        (#"{"alerts":[],"truncatedAlerts":-1}"#, "truncatedAlerts: expected a number of alerts, but it is not one"),
        (#"{"context":{},"data":"%"}"#, "data: expected base64 (RFC 4648), but it is not"),
        (#"{"time":12}"#, "time: expected a string, but it is a number"),
        ("12", "the event is a number: expected a JSON object"),
    ])
    func refuses(json: String, sentence: String) {
        #expect(Self.sentence(Delivery(json)) == sentence)
    }

    @Test(arguments: ["alert", "tick"])
    func invalidSamplesSayWhatTheReadmePromises(folder: String) throws {
        let readme = String(decoding: try Samples.bytes("README.md"), as: UTF8.self)
        let path = Samples.folder.appending(path: folder).path()
        for file in try FileManager.default.contentsOfDirectory(atPath: path) {
            let row = readme.split(separator: "\n").first { $0.contains("`\(folder)/\(file)`") }
            let promised = try #require(row, "\(folder)/\(file) is not in the README")
            guard file.hasPrefix("invalid-") else { continue }
            let sentence = Self.sentence(try Samples.delivery("\(folder)/\(file)"))
            #expect(promised.contains("| \(sentence) |"), "\(file): \(sentence)")
        }
    }
}
