import FoundationEssentials

/// How much of it there is. The short form is for every change, the long one for `scripts/chaos MINUTES`.
struct ChaosScale: Sendable {
    /// How many events, the poisoned ones not counted.
    var events: Int
    /// How often an event is published, at most.
    var copies: Int
    /// How many applications they are for.
    var applications: Int
    /// How long there are faults, at least.
    var duration: Duration

    static let short = ChaosScale(events: 60, copies: 4, applications: 6, duration: .seconds(12))
    static let long = ChaosScale(events: 500, copies: 10, applications: 20, duration: .seconds(40))

    private static let environment = ProcessInfo.processInfo.environment

    /// For how long rounds are begun; 0 for one short round.
    static let minutes = environment["GITOPS_CHAOS_MINUTES"].flatMap { Int($0) } ?? 0
    /// Where the remains of a round go that went wrong; `nil` to keep none.
    static let keep = environment["GITOPS_CHAOS_KEEP"]
    /// What the random choices grow from. The order in which processes run is not among them.
    static let seed = environment["GITOPS_CHAOS_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 0..<1_000_000)
}
