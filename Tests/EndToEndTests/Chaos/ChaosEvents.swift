import Events
import FoundationEssentials
import TestSupport

/// Makes the events of a round: of all sorts, in the order in which they happen, poison among them.
struct ChaosEvents {
    let scale: ChaosScale
    /// The commit that Argo CD has synced, and with which all begins.
    let revision: String
    /// The moment when all begins.
    let start: Date
    private var random: SplitMix64
    private var events: [ChaosEvent] = []

    /// - Returns: the events of a round.
    static func all(_ scale: ChaosScale, revision: String, seed: UInt64) -> [ChaosEvent] {
        var maker = ChaosEvents(scale: scale, revision: revision, start: .now, random: SplitMix64(state: seed))
        for number in 0..<scale.events {
            maker.add(number)
            if number % (scale.events / 4) == 1 { maker.poison(number) }
        }
        return maker.events
    }

    private mutating func add(_ number: Int) {
        let any = Int.random(in: 0..<scale.applications, using: &random)
        switch number % 20 {
        case 2, 12: alert(number, for: .scaledOut, isOver: number % 40 == 12)
        case 6, 16: alert(number, for: .undone, isOver: true)
        case 4: tick(number)
        case 7, 17: health(number, any)
        case 8, 18: chat(.rollback, number, of(.rolledBack))
        case 9: image(.keptOut, number, any, tag: "v0.\(number).0")
        case 14: chat(.status, number, any)
        case 19: chat(.resume, number, of(.rolledBack))
        default: image(.image, number, any, tag: "v2.\(number).0")
        }
    }

    private mutating func of(_ role: ChaosRole) -> Int {
        role.application(among: scale.applications, using: &random)
    }

    private mutating func image(_ sort: ChaosEvent.Sort, _ number: Int, _ application: Int, tag: String) {
        let data = #"{"image":"\#(MonorepoFiles(application).image)","tag":"\#(tag)"}"#
        var event = ChaosEvent(
            sort: sort, kind: "image",
            body: #"{"specversion":"1.0","id":"\#(number)","source":"/chaos","type":"image","data":\#(data)}"#,
            identity: "/chaos/\(number)")
        event.application = application
        event.version = number
        events.append(event)
    }

    /// An alert of its own, and the message that it is over, if it ever is: which of them gets there first is not said.
    private mutating func alert(_ number: Int, for role: ChaosRole, isOver: Bool) {
        let application = of(role)
        let name = role == .undone ? "Burst" : "HighCPU"
        let labels = #"{"alertname":"\#(name)","app":"\#(MonorepoFiles(application).name)","env":"prod"}"#
        for status in isOver ? ["firing", "resolved"] : ["firing"] {
            let end = status == "firing" ? "0001-01-01T00:00:00Z" : RFC3339.text(from: start.addingTimeInterval(1))
            let alert =
                #"{"status":"\#(status)","labels":\#(labels),"annotations":{},"#
                + #""startsAt":"\#(RFC3339.text(from: start))","endsAt":"\#(end)","fingerprint":"f\#(number)"}"#
            let body = #"{"version":"4","status":"\#(status)","truncatedAlerts":0,"alerts":[\#(alert)]}"#
            knownByItsEffect(status == "firing" ? .firing : .resolved, "alert", body, application, isOver: isOver)
        }
    }

    /// Argo CD has seen the commit healthy with which all began.
    private mutating func health(_ number: Int, _ application: Int) {
        let finished = RFC3339.text(from: start.addingTimeInterval(Double(number) - 7_200))
        let data =
            #"{"application":"\#(MonorepoFiles(application).name)-prod","revision":"\#(revision)","sync":"Synced","#
            + #""health":"Healthy","phase":"Succeeded","finishedAt":"\#(finished)","healthSince":"\#(finished)"}"#
        knownByItsEffect(.health, "health", data, application)
    }

    /// Somebody commands something.
    private mutating func chat(_ sort: ChaosEvent.Sort, _ number: Int, _ application: Int) {
        let fields = #""command":"/\#(sort.rawValue)","text":"\#(MonorepoFiles(application).name)-prod""#
        let body =
            #"{\#(fields),"user_id":"U024BE7LH","team_id":"T0001","channel_id":"C1","trigger_id":"\#(number).1"}"#
        var event = ChaosEvent(sort: sort, kind: "chat", body: body, identity: "own#\(number).1")
        event.application = application
        events.append(event)
    }

    /// A moment before, in or after the round: some have something to undo.
    private mutating func tick(_ number: Int) {
        let moment = start.addingTimeInterval(Double(number % 100) - 30)
        knownByItsEffect(.tick, "tick", #"{"time":"\#(RFC3339.text(from: moment))"}"#, nil)
    }

    /// An event that the ledger does not know: its name is made of its bytes, and what it has changed tells that it was
    /// handled.
    private mutating func knownByItsEffect(
        _ sort: ChaosEvent.Sort, _ kind: String, _ body: String, _ application: Int?, isOver: Bool = false
    ) {
        var event = ChaosEvent(
            sort: sort, kind: kind, body: body, identity: EventIdentity(body: Array(body.utf8)).text)
        event.application = application
        event.isOver = isOver
        events.append(event)
    }

    private mutating func poison(_ number: Int) {
        let body = #"{"image":"registry.example.com/shop","poison":\#(number)}"#
        events.append(ChaosEvent(sort: .poison, kind: "image", body: body, identity: nil))
    }
}
