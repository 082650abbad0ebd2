import Events
import GitOps

/// What an episode is known by: an application has at most one of a rule and an alert's labels.
struct EpisodeKey: Hashable, Sendable {
    let application: String
    let rule: String
    let fingerprint: String
}

extension EpisodeKey {
    /// The key of an episode that is on record.
    init(_ episode: ApplicationState.Episode) {
        self.init(application: episode.application, rule: episode.rule, fingerprint: episode.fingerprint)
    }
}

/// What a judgement is about: an alert, the rule that acts on it, and the application that it acts on.
struct EpisodeSubject: Sendable {
    /// The alert's name, for people.
    let alert: String
    /// The alert's labels; `nil` where time alone has brought the episode up, and no alert.
    let labels: [String: String]?
    let rule: RemediationRule
    let application: Application
    let key: EpisodeKey

    /// The numbers of replicas that both the application and the rule allow.
    var replicas: ReplicaRange {
        let limits = application.rule.replicas
        return rule.replicas.and(ReplicaRange(min: limits?.min, max: limits?.max))
    }

    /// A template filled in from the alert's labels and from what the policy's patterns have given placeholders.
    func filled(_ template: Template) -> String? {
        template.filled(with: application.bindings.merging(labels ?? [:]) { $1 })
    }
}
