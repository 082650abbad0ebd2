import Events
import FoundationEssentials
import TestSupport

/// One event of the chaos, and what has to come of it.
struct ChaosEvent: Sendable {
    /// What it is, as the report counts it; its kind on the bus is another word.
    enum Sort: String, CaseIterable, Sendable {
        case image
        case keptOut = "image that the policy keeps out"
        case poison
        case firing = "alert"
        case resolved = "alert that is over"
        case tick
        case health = "healthy state"
        case status
        case rollback
        case resume
    }

    let sort: Sort
    /// The kind, which is the end of its subject.
    let kind: String
    /// Its bytes.
    let body: String
    /// Its name in the ledger; `nil` for one that nobody can understand.
    let identity: String?
    /// The application that it is for; `nil` if for none or all.
    var application: Int?
    /// The minor version that an image sets; a later one stands.
    var version = 0
    /// Whether an alert is over at last.
    var isOver = false

    /// A tick after all that has happened.
    static var lastTick: ChaosEvent {
        let body = #"{"time":"\#(RFC3339.text(from: .now.addingTimeInterval(60)))"}"#
        return ChaosEvent(sort: .tick, kind: "tick", body: body, identity: EventIdentity(body: Array(body.utf8)).text)
    }

    /// Whether a second delivery says which commit the first one made. What is known by its effect alone has none to name.
    var isInLedger: Bool { kind == "image" || kind == "chat" }

    /// Whether each delivery is judged by how things are when it comes, as long as none has made a commit: whether something
    /// can be rolled back, or is held off.
    var isJudgedAnew: Bool {
        sort == .rollback || sort == .resume || (sort == .image && application.map(ChaosRole.init) == .rolledBack)
    }

    /// Whether what it makes due may be the affair of other events too: an undo comes with the next tick or alert.
    var mayCommitAgain: Bool {
        sort == .tick || (kind == "alert" && application.map(ChaosRole.init) == .undone)
    }
}

/// What happens to an application besides new images. Each has one, so that what has to be in the end can be told.
enum ChaosRole: Int, CaseIterable, Sendable {
    /// Alerts scale it out, and that stays.
    case scaledOut
    /// Alerts scale it out, and all of it is undone.
    case undone
    /// People roll it back.
    case rolledBack

    /// The role of an application.
    init(_ application: Int) {
        self = Self.allCases[application % Self.allCases.count]
    }

    /// One of the applications of this role.
    func application(among count: Int, using random: inout SplitMix64) -> Int {
        let turns = (count - rawValue + Self.allCases.count - 1) / Self.allCases.count
        return Int.random(in: 0..<turns, using: &random) * Self.allCases.count + rawValue
    }
}
