import Events
import GitOps

/// What an episode is known by: an application has at most one of a rule and an alert's labels.
struct EpisodeKey: Hashable, Sendable {
    let application: String
    let rule: String
    let fingerprint: String
    /// The application whose alert it is, where that is another one.
    var owner: String?
}

extension EpisodeKey {
    /// The key of an episode that is on record.
    init(_ episode: ApplicationState.Episode) {
        self.init(
            application: episode.application, rule: episode.rule, fingerprint: episode.fingerprint,
            owner: episode.owner)
    }

    /// The key of the episode's part that is on record beside another application's manifests.
    func part(of other: String) -> EpisodeKey {
        EpisodeKey(application: other, rule: rule, fingerprint: fingerprint, owner: application)
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
    /// What the policy's patterns have given the placeholders of the alert's own application, where it acts on another.
    private(set) var ownBindings: Template.Bindings?

    /// The numbers of replicas that both the application and the rule allow.
    var replicas: ReplicaRange {
        let limits = application.rule.replicas
        return rule.replicas.and(ReplicaRange(min: limits?.min, max: limits?.max))
    }

    /// A template filled in from the alert's labels and from what the policy's patterns have given placeholders.
    func filled(_ template: Template) -> String? {
        template.filled(with: values)
    }

    /// The placeholders that have no value.
    func missing(_ templates: [Template]) -> [String] {
        templates.flatMap(\.placeholders).filter { values[$0] == nil }
    }

    private var values: Template.Bindings {
        (ownBindings ?? application.bindings).merging(labels ?? [:]) { $1 }
    }

    /// The same alert where its rule acts on another application. What is filled in stays what the alert says.
    func on(_ other: Application) -> EpisodeSubject {
        guard other.name != application.name else { return self }
        return EpisodeSubject(
            alert: alert, labels: labels, rule: rule, application: other, key: key.part(of: other.name),
            ownBindings: ownBindings ?? application.bindings)
    }
}
