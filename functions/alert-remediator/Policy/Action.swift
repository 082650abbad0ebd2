import GitOps
import ManifestEdit

/// What a step does.
enum Action: Sendable {
    /// Other numbers of replicas.
    case scale(Scale)
    /// New pods, one after the other.
    case restart(workload: Template?)
    /// More memory or CPU.
    case resources(Resources)
    /// The application as it was when it was last healthy.
    case rollback(RollbackScope)
    /// Several edits at once, of one application or of more.
    case failover(name: String, [Edit])
    /// A CronJob or Job that makes no pods.
    case suspend(workload: Template?)
    /// A CronJob or Job that makes pods again.
    case resume(workload: Template?)
    /// A rollout or an autoscaler that stands still.
    case pause(workload: Template?)
    /// Any field of any file.
    case set(Edit)
    /// Nothing but the message.
    case notify(String?)
    /// What Git cannot express, with the reason.
    case impossible(name: String, reason: String)

    /// How many replicas there should be.
    struct Scale: Sendable {
        /// From where the number is counted.
        enum Target: Sendable, Hashable {
            /// This many.
            case to(Int)
            /// This many more, or fewer where it is negative.
            case by(Int)
            /// This share of them more, or less where it is negative; rounded away from zero.
            case percent(Int)
            /// This many, or as many as there are if that is more.
            case atLeast(Int)
        }

        let target: Target
        let range: ReplicaRange
        let workload: Template?
        /// Whether the upper limit of an autoscaler may grow with its lower one.
        let raisesMaximum: Bool
    }

    /// What goes back to the last healthy state.
    enum RollbackScope: Sendable {
        /// All of the application's directory.
        case directory
        /// The images that a pattern matches, and nothing else.
        case image(Template)
        /// The images that the application's entry in the policy names, and nothing else.
        case policyImages
    }

    /// How much memory and CPU there should be.
    struct Resources: Sendable {
        let memory: ResourceChange?
        let cpu: ResourceChange?
        let workload: Template?
        let container: String?
    }

    /// An edit of one application's manifests.
    struct Edit: Sendable {
        /// What is edited.
        enum Change: Sendable {
            /// A field.
            case set(Setting)
            /// The number of replicas.
            case scale(Scale)
        }

        /// The application, filled in from the alert's labels; `nil` for the alert's own.
        let application: Template?
        let change: Change

        /// What it fills in from the alert's labels.
        var templates: [Template] {
            switch change {
            case .set(let setting): [application, setting.file].compactMap(\.self)
            case .scale(let scale): [application, scale.workload].compactMap(\.self)
            }
        }
    }

    /// A field of a file in an application's directory.
    struct Setting: Sendable {
        /// The file, from the application's directory.
        let file: Template
        /// The field, as `spec.rules[0].backendRefs[name=east].weight`.
        let field: String
        /// The value that it gets; `nil` to remove it.
        let value: String?
        /// Whether the value is written in quotes in the policy, and so a text.
        let isText: Bool
    }

    /// Its key in the policy.
    var name: String {
        switch self {
        case .scale: "scale"
        case .restart: "restart"
        case .resources: "resources"
        case .rollback: "rollback"
        case .failover: "failover"
        case .suspend: "suspend"
        case .resume: "resume"
        case .pause: "pause"
        case .set: "set"
        case .notify: "notify"
        case .impossible(let name, reason: _): name
        }
    }

    /// What it fills in from the alert's labels.
    var templates: [Template] {
        switch self {
        case .scale(let scale): [scale.workload].compactMap(\.self)
        case .resources(let resources): [resources.workload].compactMap(\.self)
        case .restart(let workload), .suspend(let workload), .resume(let workload), .pause(let workload):
            [workload].compactMap(\.self)
        case .rollback(.image(let pattern)): [pattern]
        case .set(let edit): edit.templates
        case .failover(name: _, let edits): edits.flatMap(\.templates)
        case .rollback, .notify, .impossible: []
        }
    }

    /// Whether its changes are taken back once the alert is over. New pods are not made old again, and a version that was
    /// left for trouble is not gone back to without a person.
    var isUndone: Bool {
        switch self {
        case .restart, .rollback: false
        default: true
        }
    }
}
