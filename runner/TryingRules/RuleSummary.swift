import AlertRemediator
import Events
import FoundationEssentials
import GitOps

/// How often each rule would have acted, and what it would have changed.
struct RuleSummary {
    private struct Rule {
        var kinds: [AlertFinding.Kind: Int] = [:]
        var refusals: [String: Int] = [:]
    }

    private struct Field: Hashable {
        let path: String
        let field: String
    }

    private var deliveries = 0
    private var first: Date?
    private var last: Date?
    private var commits = 0
    private var failure: String?
    private var rules: [String: Rule] = [:]
    private var unmatched: [String: Int] = [:]
    private var fields: [Field: (count: Int, values: Set<String>)] = [:]

    /// Notes that a delivery came.
    mutating func note(_ event: Event<RemediationEvent>) {
        deliveries += 1
        first = first ?? event.time
        last = event.time
    }

    /// Notes what came of an event.
    mutating func note(_ outcome: Outcome, _ findings: [AlertFinding]) {
        if outcome.outcome == .pushed { commits += 1 }
        if outcome.outcome == .failed { failure = failure ?? outcome.message }
        for finding in findings {
            guard let rule = finding.rule else {
                unmatched[finding.alert, default: 0] += 1
                continue
            }
            rules[rule, default: Rule()].kinds[finding.kind, default: 0] += 1
            if finding.kind == .refused { rules[rule, default: Rule()].refusals[finding.sentence, default: 0] += 1 }
        }
        for change in outcome.changes ?? [] where !change.path.hasSuffix(ApplicationState.fileName) {
            let field = Field(path: change.path, field: change.field)
            fields[field, default: (0, [])].count += 1
            for value in [change.from, change.to] { fields[field]?.values.insert(value ?? "none") }
        }
    }

    /// The whole of it, for people.
    var text: String {
        var lines: [String] = []
        let span = [first, last].compactMap { $0.map(RFC3339.text(from:)) }.joined(separator: " to ")
        lines.append("\(Self.count(deliveries, "delivery", "deliveries")) from \(span.isEmpty ? "never" : span)")
        lines.append("\(Self.count(commits, "commit", "commits")) would have been made")
        if let failure { lines.append("failed: \(failure)") }
        for (name, rule) in rules.sorted(by: { $0.key < $1.key }) {
            let kinds = AlertFinding.Kind.allCases.compactMap { kind in
                rule.kinds[kind].map { "\($0) \(kind.rawValue)" }
            }
            lines.append("rule \(name): \(kinds.joined(separator: ", "))")
            lines += Self.mostFrequent(rule.refusals).map { "  refused \($0.count) times: \($0.name)" }
        }
        lines += Self.mostFrequent(unmatched).map { "no rule: \($0.count) times \($0.name)" }
        for (field, change) in fields.sorted(by: { ($0.key.path, $0.key.field) < ($1.key.path, $1.key.field) }) {
            let values = change.values.sorted { (Int($0) ?? .min, $0) < (Int($1) ?? .min, $1) }
            let shown = values.prefix(10).joined(separator: ", ") + (values.count > 10 ? ", …" : "")
            lines.append("\(field.path): \(field.field) \(change.count) times, values \(shown)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func count(_ count: Int, _ one: String, _ many: String) -> String {
        "\(count) \(count == 1 ? one : many)"
    }

    /// At most ten.
    private static func mostFrequent(_ counts: [String: Int]) -> [(name: String, count: Int)] {
        counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(10).map { ($0.key, $0.value) }
    }
}
