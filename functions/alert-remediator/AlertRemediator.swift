public import Events
public import GitOps
import RemoteGit

/// Heals applications by declared rules when alerts fire, and takes back what it did when they are over.
public struct AlertRemediator: Handler {
    /// The name in commits, subjects and logs.
    public static let name = "alert-remediator"
    /// The name in commits, subjects and logs.
    public var name: String { Self.name }

    /// Yes: nobody sits and waits for an alert.
    public var tellsPeople: Bool { true }

    /// The handler. It has no state: what it did for an alert is in the application's ``ApplicationState``.
    public init() {}

    /// Decides what alerts, or the time that has passed, change.
    ///
    /// - Throws: ``Undecided``.
    public func decide(_ event: Event<RemediationEvent>, in snapshot: Snapshot) throws(Undecided) -> Decision {
        try judge(event, in: snapshot).decision
    }

    /// Decides, and says of each alert which rule spoke and what came of it.
    ///
    /// - Throws: ``Undecided``.
    public func judge(_ event: Event<RemediationEvent>, in snapshot: Snapshot) throws(Undecided) -> Judgement {
        guard let policy = try snapshot.policy(), let remediations = try snapshot.policy(Remediations.self) else {
            let rule = "the repository has no \(PolicyFile.pathInRepository): without a policy nothing is changed"
            return Judgement(decision: .refused([Refusal(application: nil, rule: rule)]))
        }
        var remediation = try Remediation(
            on: event.identity, at: event.time, policy: policy, remediations: remediations, in: snapshot)
        switch event.payload {
        case .alerts(let delivery): try remediation.judge(delivery)
        case .tick: try remediation.judgeOpenEpisodes()
        }
        return remediation.judgement
    }
}

/// A decision with the reasons for it, alert by alert.
public struct Judgement: Sendable {
    /// The decision.
    public var decision: Decision
    /// What came of each alert, or of each episode that time has moved on, in their order.
    public var findings: [AlertFinding] = []
}

/// What came of one alert.
public struct AlertFinding: Sendable, Hashable {
    /// What kind of answer it is.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// No rule is about it.
        case unmatched
        /// A step was taken.
        case step
        /// The changes of an earlier episode were made again.
        case restored
        /// No step is left.
        case exhausted
        /// Only the record changed.
        case recorded
        /// The changes were taken back.
        case undone
        /// Nothing changed.
        case kept
        /// A guard or a manifest said no.
        case refused
    }

    /// The alert's name; of an episode that has none written down, its rule's.
    public var alert: String
    /// The rule's name; `nil` if no rule is about it.
    public var rule: String?
    /// The application's name; `nil` if the rule names none that exists.
    public var application: String?
    /// What kind of answer it is.
    public var kind: Kind
    /// What came of it, in a sentence; of `refused`, the guard's.
    public var sentence: String
}
