import GitOps
import RemoteGit

/// The policy, as far as commands are decided by it.
struct CommandPolicy {
    /// Who may command what.
    let chat: ChatPolicy
    /// The applications.
    let all: Policy

    /// What came of looking for an application.
    enum Search {
        case found(Application)
        case refused(Refusal)
    }

    /// The application that somebody names, or what may have been meant.
    ///
    /// - Throws: ``Undecided``.
    func application(named name: String, in snapshot: Snapshot) throws(Undecided) -> Search {
        let search = try ApplicationSearch(all, in: snapshot).applications(named: name)
        if let application = search.applications.first { return .found(application) }
        let unknown = UnknownApplication(name: name, search: search, policy: all)
        return .refused(Refusal(application: name, rule: try unknown.sentence(in: snapshot)))
    }
}
