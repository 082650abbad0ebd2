/// What can be commanded.
public enum ChatVerb: String, Sendable, CaseIterable {
    /// An application goes back to an earlier state.
    case rollback
    /// What an application is at.
    case status
    /// What is wrong with an application's manifests or policy.
    case check
    /// An image tag or a branch is set.
    case deploy
    /// An image's tag is held off.
    case hold
    /// A hold is released.
    case resume
    /// A number of replicas is set.
    case scale
    /// What somebody else asked for is carried out.
    case approve
    /// What there is.
    case help

    /// Whether it changes an application. What does not is never approved by anybody.
    public var isChange: Bool {
        switch self {
        case .rollback, .deploy, .hold, .resume, .scale: true
        case .status, .check, .approve, .help: false
        }
    }
}
