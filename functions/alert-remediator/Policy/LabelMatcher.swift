import RE2

/// A condition on one label, in Alertmanager's syntax: `alertname="HighCPU"`, `severity=~"warning|critical"`.
///
/// A label that an alert does not have counts as empty (Alertmanager, "Configuration", matchers).
struct LabelMatcher: Sendable, Hashable {
    /// How the label is compared.
    enum Comparison: String, Sendable, Hashable {
        case equal = "="
        case notEqual = "!="
        case matches = "=~"
        case doesNotMatch = "!~"
    }

    /// The label.
    let label: String
    /// How it is compared.
    let comparison: Comparison
    /// The value, or the expression that has to match all of it.
    let value: String
    /// The same as an expression, if it is one.
    private let expression: RegularExpression?

    /// A condition.
    init(_ label: String, _ comparison: Comparison, _ value: String) throws(RegularExpression.Failure) {
        self.label = label
        self.comparison = comparison
        self.value = value
        expression =
            switch comparison {
            case .equal, .notEqual: nil
            case .matches, .doesNotMatch: try RegularExpression(value)
            }
    }

    /// Whether it holds of an alert's labels.
    func holds(of labels: [String: String]) -> Bool {
        let text = labels[label] ?? ""
        return switch comparison {
        case .equal: text == value
        case .notEqual: text != value
        case .matches: expression?.matchesWhole(text) == true
        case .doesNotMatch: expression?.matchesWhole(text) == false
        }
    }
}

extension LabelMatcher: CustomStringConvertible {
    /// As it is written in a policy.
    var description: String {
        let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        return "\(label)\(comparison.rawValue)\"\(escaped)\""
    }
}
