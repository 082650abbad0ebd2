import GitOps

/// An entry of `remediations`: what to do about alerts of one kind.
struct RemediationRule: Sendable {
    /// Its name, in commits, in state files and in the names of branches.
    let name: String
    /// What an alert's labels have to be: all of it.
    let when: [LabelMatcher]
    /// The application that the alert is of, filled in from its labels.
    let application: Template
    /// Whether later rules are tried, too.
    let continues: Bool
    /// What is done, one after the other as long as the alert fires.
    let steps: [Action]
    /// How long a step gets to help before the next one is taken.
    let settle: Duration
    /// How long after its end an episode is remembered, so that one that comes back is known to.
    let cooldown: Duration
    /// When the changes are taken back; `nil` if they stay.
    let undo: Undo?
    /// How many changes may be made in a length of time.
    let limits: ChangeLimits?
    /// The numbers of replicas that this rule stays between.
    let replicas: ReplicaRange
    /// Whether it does nothing.
    let isFrozen: Bool
    /// Whether a person merges its changes.
    let needsApproval: Bool
    /// When it does nothing.
    let maintenance: [MaintenanceWindow]
    /// The line in the policy, from 1.
    let line: Int

    /// When changes are taken back.
    struct Undo: Sendable, Hashable {
        /// How long after the alert is over.
        let after: Duration
        /// How long after that of an alert that came back within the rule's cooldown; twice as long each further time.
        let whenFlapping: Duration

        /// What the doubling ends at, unless the policy itself asks for longer: a tick has to find the episode again.
        static let longest = Duration.seconds(12 * 3600)

        /// How long the changes stay after the alert is over.
        ///
        /// - Parameter flaps: how often the alert came back within the cooldown.
        func delay(afterFlaps flaps: Int) -> Duration {
            guard flaps > 0 else { return after }
            let doubled = whenFlapping * (1 << min(flaps - 1, 20))
            return max(after, whenFlapping, min(doubled, Self.longest))
        }
    }

    /// The longest time after its last commit at which an episode may have to be judged.
    var longestWait: Duration {
        let undo = undo.map { max($0.after, $0.whenFlapping, Undo.longest) } ?? .zero
        return max(settle, cooldown, undo)
    }

    /// Whether the rule is about an alert with these labels.
    func matches(_ labels: [String: String]) -> Bool { when.allSatisfy { $0.holds(of: labels) } }
}

/// The most changes in a length of time.
struct ChangeLimits: Sendable, Hashable {
    /// The most changes to one application; `nil` for no limit.
    let perApplication: Int?
    /// The most changes to all applications together; `nil` for no limit.
    let perRepository: Int?
    /// The length of time before the event in which changes count.
    let window: Duration
}

/// The numbers between which replicas stay.
struct ReplicaRange: Sendable, Hashable {
    /// The least; `nil` for no limit but 0.
    var min: Int?
    /// The most; `nil` for no limit.
    var max: Int?

    /// What both allow. Where they exclude each other, the upper limit counts.
    func and(_ other: ReplicaRange) -> ReplicaRange {
        ReplicaRange(
            min: [min, other.min].compactMap(\.self).max(), max: [max, other.max].compactMap(\.self).min())
    }

    /// The nearest number that is allowed.
    func clamp(_ count: Int) -> Int {
        Swift.min(Swift.max(count, min ?? 0, 0), max ?? .max)
    }
}
