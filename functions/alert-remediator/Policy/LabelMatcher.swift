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
    /// The values that an expression stands for, if it is a list of them as `warning|critical`.
    private let alternatives: [Substring]?

    /// A condition; `nil` if its expression cannot be compiled.
    init?(_ label: String, _ comparison: Comparison, _ value: String) {
        self.label = label
        self.comparison = comparison
        self.value = value
        switch comparison {
        case .equal, .notEqual: alternatives = nil
        case .matches, .doesNotMatch:
            guard (try? Regex(value)) != nil else { return nil }
            let isList = value.allSatisfy { $0.isLetter || "0123456789_- |".contains($0) }
            alternatives = isList ? value.split(separator: "|", omittingEmptySubsequences: false) : nil
        }
    }

    /// Whether it holds of an alert's labels.
    func holds(of labels: [String: String]) -> Bool {
        let text = labels[label] ?? ""
        return switch comparison {
        case .equal: text == value
        case .notEqual: text != value
        case .matches: matches(text)
        case .doesNotMatch: !matches(text)
        }
    }

    private func matches(_ text: String) -> Bool {
        if let alternatives { return alternatives.contains { $0 == text } }
        // `Regex` is not Sendable, so the policy keeps the text.
        guard let expression = try? Regex(value) else { return false }
        return text.wholeMatch(of: expression) != nil
    }
}

extension LabelMatcher: CustomStringConvertible {
    /// As it is written in a policy.
    var description: String {
        let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        return "\(label)\(comparison.rawValue)\"\(escaped)\""
    }
}
