import AlertRemediator
import GitOps

/// A part of the policy, as 'runner doctor' reads it: as strictly as the handlers do whose it is.
enum PolicyPart: String, CaseIterable, Sendable {
    case applications
    case remediations
    case chat
    case commit

    /// What is in it, a sentence.
    ///
    /// - Throws: ``Undecided``, which says line, column and what was expected there.
    func summary(in snapshot: Snapshot) throws(Undecided) -> String {
        switch self {
        case .applications:
            let count = try snapshot.policy(Policy.self)?.applications.count ?? 0
            return "can be read, with \(count) rule\(count == 1 ? "" : "s") for applications"
        case .remediations:
            let count = try snapshot.policy(Remediations.self)?.count ?? 0
            return "can be read, with \(count) rule\(count == 1 ? "" : "s") for alerts"
        case .chat:
            let count = try snapshot.policy(ChatPolicy.self)?.commands.count ?? 0
            return "can be read, with \(count) command\(count == 1 ? "" : "s")"
        case .commit:
            _ = try snapshot.policy(CommitTemplate.self)
            return "can be read"
        }
    }

    /// What to do if it cannot be read.
    var advice: String {
        let affected =
            switch self {
            case .applications, .commit: "every event fails"
            case .remediations: "every alert and every tick fails"
            case .chat: "every command fails"
            }
        return "correct that line and push it: until then \(affected)"
    }

    /// What it means that the policy has no such part.
    var absence: String {
        switch self {
        case .applications: "not in the policy: nothing is ever changed"
        case .remediations: "not in the policy: alerts change nothing"
        case .chat: "not in the policy: nobody may command anything"
        case .commit: "not in the policy: commits have the usual subjects"
        }
    }
}

/// Which parts a policy has.
struct PolicyOutline: PolicySection {
    let parts: [PolicyPart]

    static func read(_ policy: PolicyMapping) throws(PolicyError) -> PolicyOutline {
        PolicyOutline(parts: PolicyPart.allCases.filter { policy[$0.rawValue] != nil })
    }
}
