import Events
import FoundationEssentials
import TestSupport

/// One event of the chaos, and what has to come of it.
struct ChaosEvent: Sendable {
    /// The kind, which is the end of its subject.
    let kind: String
    /// Its bytes.
    let body: String
    /// Its name in the ledger; `nil` for one that nobody can understand.
    let identity: String?
    /// The application whose tag it sets; `nil` if it sets none.
    var application: Int?
    /// The minor version that it sets; a later one stands.
    var version = 0
    /// The application that an alert scales out by one.
    var scaled: Int?

    /// Events of all kinds, in the order in which they happen, poison among them.
    ///
    /// - Parameter revision: the commit that Argo CD has synced.
    static func all(_ scale: ChaosScale, revision: String, using random: inout SplitMix64) -> [ChaosEvent] {
        var events: [ChaosEvent] = []
        for number in 0..<scale.events {
            let application = Int.random(in: 0..<scale.applications, using: &random)
            switch number % 10 {
            // One that the policy keeps out.
            case 9: events.append(kept(out: number, application))
            case 2, 6: events.append(alert(number, application))
            case 4: events.append(tick(number))
            case 8: events.append(chat(number, application))
            case 7: events.append(health(number, application, revision))
            default: events.append(deploy(number, application))
            }
            if number % (scale.events / 4) == 1 { events.append(poison(number)) }
        }
        return events
    }

    private static func deploy(_ number: Int, _ application: Int) -> ChaosEvent {
        var event = image(number, application, tag: "v2.\(number).0")
        event.application = application
        event.version = number
        return event
    }

    private static func kept(out number: Int, _ application: Int) -> ChaosEvent {
        image(number, application, tag: "v0.\(number).0")
    }

    private static func image(_ number: Int, _ application: Int, tag: String) -> ChaosEvent {
        let image = MonorepoFiles(application).image
        let data = #"{"image":"\#(image)","tag":"\#(tag)"}"#
        return ChaosEvent(
            kind: "image",
            body: #"{"specversion":"1.0","id":"\#(number)","source":"/chaos","type":"image","data":\#(data)}"#,
            identity: "/chaos/\(number)")
    }

    /// An alert of its own, known by what it has changed and not by the name of a delivery.
    private static func alert(_ number: Int, _ application: Int) -> ChaosEvent {
        let labels = #"{"alertname":"HighCPU","app":"\#(MonorepoFiles(application).name)","env":"prod"}"#
        let alert =
            #"{"status":"firing","labels":\#(labels),"annotations":{},"startsAt":"\#(RFC3339.text(from: .now))","#
            + #""endsAt":"0001-01-01T00:00:00Z","fingerprint":"f\#(number)"}"#
        let body = #"{"version":"4","status":"firing","truncatedAlerts":0,"alerts":[\#(alert)]}"#
        var event = knownByItsEffect("alert", body)
        event.scaled = application
        return event
    }

    /// Argo CD sees the commit healthy with which all began: there is one such state of each application.
    private static func health(_ number: Int, _ application: Int, _ revision: String) -> ChaosEvent {
        let finished = RFC3339.text(from: Date(timeIntervalSince1970: 1_800_000_000 + Double(number)))
        let data =
            #"{"application":"\#(MonorepoFiles(application).name)-prod","revision":"\#(revision)","sync":"Synced","#
            + #""health":"Healthy","phase":"Succeeded","finishedAt":"\#(finished)","healthSince":"\#(finished)"}"#
        return knownByItsEffect("health", data)
    }

    /// Somebody asks how an application is, which changes nothing.
    private static func chat(_ number: Int, _ application: Int) -> ChaosEvent {
        let fields = #""command":"/deploy-status","text":"\#(MonorepoFiles(application).name)-prod""#
        let body =
            #"{\#(fields),"user_id":"U024BE7LH","team_id":"T0001","channel_id":"C1","trigger_id":"\#(number).1"}"#
        return ChaosEvent(kind: "chat", body: body, identity: "own#\(number).1")
    }

    /// Nothing is due.
    private static func tick(_ number: Int) -> ChaosEvent {
        let moment = Date.now.addingTimeInterval(-Double(number))
        return knownByItsEffect("tick", #"{"time":"\#(RFC3339.text(from: moment))"}"#)
    }

    /// An event that the ledger does not know: its name is made of its bytes, and what it has changed tells that it was
    /// handled.
    private static func knownByItsEffect(_ kind: String, _ body: String) -> ChaosEvent {
        ChaosEvent(kind: kind, body: body, identity: EventIdentity(body: Array(body.utf8)).text)
    }

    private static func poison(_ number: Int) -> ChaosEvent {
        ChaosEvent(kind: "image", body: #"{"image":"registry.example.com/shop","poison":\#(number)}"#, identity: nil)
    }
}
