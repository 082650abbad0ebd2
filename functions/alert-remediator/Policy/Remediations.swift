import FoundationEssentials
public import GitOps
import ManifestEdit

/// The policy's `remediations`, in their order.
public struct Remediations: PolicySection {
    /// The rules. The first that matches an alert is the one that counts, unless it says `continue: true`.
    let rules: [RemediationRule]

    /// How many rules there are.
    public var count: Int { rules.count }

    /// Reads `remediations`.
    public static func read(_ policy: PolicyMapping) throws(PolicyError) -> Remediations {
        var rules: [RemediationRule] = []
        var names: Set<String> = []
        for item in try policy.list("remediations") ?? [] {
            let rule = try RemediationRule(item)
            guard names.insert(rule.name).inserted else {
                throw PolicyError(item, "the name \(rule.name) is here a second time")
            }
            rules.append(rule)
        }
        return Remediations(rules: rules)
    }

    /// The rules that act on an alert.
    func rules(for labels: [String: String]) -> [RemediationRule] {
        var matching: [RemediationRule] = []
        for rule in rules where rule.matches(labels) {
            matching.append(rule)
            if !rule.continues { break }
        }
        return matching
    }

    /// How long ago the last commit of an episode may be that a tick has to find: the longest wait of all rules, and a
    /// day for a scheduler that stood still.
    var lookBack: Duration {
        (rules.map(\.longestWait).max() ?? .zero) + .seconds(24 * 3600)
    }

    /// The rule of that name.
    func rule(named name: String) -> RemediationRule? { rules.first { $0.name == name } }
}
