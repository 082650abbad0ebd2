import Events
import GitOps

/// Finds the applications that alerts are of, each once.
struct ApplicationDirectory {
    /// What came of looking for an alert's application.
    enum Found {
        case application(Application)
        /// Why there is none, in a sentence.
        case objection(String)
    }

    private let search: ApplicationSearch
    private var found: [String: ApplicationSearch.Result] = [:]

    init(_ policy: Policy, in snapshot: Snapshot) {
        search = ApplicationSearch(policy, in: snapshot)
    }

    /// The application that a rule takes an alert to be of.
    mutating func application(of alert: Alert, by rule: RemediationRule) throws(Undecided) -> Found {
        guard let name = rule.application.filled(with: alert.labels) else {
            let missing = rule.application.placeholders.filter { alert.labels[$0] == nil }.map { "{\($0)}" }
            return .objection(
                "the alert has no label \(missing.joined(separator: ", ")), which its application is named by")
        }
        return Self.found(try result(named: name), name)
    }

    /// The application that an edit names.
    func found(named name: String) throws(Undecided) -> Found {
        if let result = found[name] { return Self.found(result, name) }
        return Self.found(try search.applications(named: name), name)
    }

    private static func found(_ result: ApplicationSearch.Result, _ name: String) -> Found {
        if let application = result.applications.first { return .application(application) }
        guard result.ambiguous.isEmpty else {
            return .objection("the policy gives the name \(name) to more than one directory")
        }
        let absent = result.absent.isEmpty ? "" : "; the commit does not have \(Prose.list(result.absent, orElse: ""))"
        return .objection("no application of the policy is \(name)\(absent)")
    }

    /// The application of that name, if there is one.
    mutating func application(named name: String) throws(Undecided) -> Application? {
        try result(named: name).applications.first
    }

    private mutating func result(named name: String) throws(Undecided) -> ApplicationSearch.Result {
        if let result = found[name] { return result }
        let result = try search.applications(named: name)
        found[name] = result
        return result
    }
}
