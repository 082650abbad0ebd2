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

    /// Events of all kinds, in the order in which they happen, poison among them.
    static func all(_ scale: ChaosScale, using random: inout SplitMix64) -> [ChaosEvent] {
        var events: [ChaosEvent] = []
        for number in 0..<scale.events {
            let application = Int.random(in: 0..<scale.applications, using: &random)
            // Every tenth is one that the policy keeps out.
            events.append(number % 10 == 9 ? kept(out: number, application) : deploy(number, application))
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

    private static func poison(_ number: Int) -> ChaosEvent {
        ChaosEvent(kind: "image", body: #"{"image":"registry.example.com/shop","poison":\#(number)}"#, identity: nil)
    }
}
