/// A selector of labels, or of annotations, as Kubernetes reads it: `app=shop, tier in (web, api), !legacy`
/// (https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors).
struct LabelSelector: Sendable {
    private struct Requirement {
        let key: String
        /// The values of which the label has to have one; nil if any will do.
        var values: Set<String>?
        /// Whether all else is wanted.
        var isNegated = false

        func holds(for labels: [String: String]) -> Bool {
            let hasOne = labels[key].map { values?.contains($0) ?? true } ?? false
            return hasOne != isNegated
        }
    }

    private let requirements: [Requirement]

    /// - Returns: nil if the text is no selector, or one that compares numbers.
    init?(_ text: String) {
        var tokens = Self.tokens(of: text)[...]
        var requirements: [Requirement] = []
        while !tokens.isEmpty {
            guard let requirement = Self.requirement(&tokens) else { return nil }
            requirements.append(requirement)
            // A comma stands between two of them.
            guard tokens.isEmpty || tokens.popFirst() == "," && !tokens.isEmpty else { return nil }
        }
        self.requirements = requirements
    }

    /// Whether all that it requires holds.
    func matches(_ labels: [String: String]) -> Bool {
        requirements.allSatisfy { $0.holds(for: labels) }
    }

    private static let signs: Set<Character> = ["(", ")", ",", "!", "=", "<", ">"]

    private static func tokens(of text: String) -> [String] {
        var tokens: [String] = []
        var rest = text[...]
        while let first = rest.first {
            if first.isWhitespace {
                rest.removeFirst()
                continue
            }
            let sign = ["==", "!="].first(where: rest.hasPrefix)
            let length = sign?.count ?? (signs.contains(first) ? 1 : 0)
            let token = length > 0 ? rest.prefix(length) : rest.prefix { !$0.isWhitespace && !signs.contains($0) }
            tokens.append(String(token))
            rest = rest.dropFirst(token.count)
        }
        return tokens
    }

    private static func word(_ tokens: inout ArraySlice<String>) -> String? {
        guard let first = tokens.first?.first, !signs.contains(first) else { return nil }
        return tokens.popFirst()
    }

    private static func requirement(_ tokens: inout ArraySlice<String>) -> Requirement? {
        if tokens.first == "!" {
            tokens.removeFirst()
            return word(&tokens).map { Requirement(key: $0, isNegated: true) }
        }
        guard let key = word(&tokens) else { return nil }
        guard let sign = tokens.first, sign != "," else { return Requirement(key: key) }
        tokens.removeFirst()
        switch sign {
        case "=", "==", "!=": return Requirement(key: key, values: [word(&tokens) ?? ""], isNegated: sign == "!=")
        case "in", "notin":
            return values(&tokens).map { Requirement(key: key, values: $0, isNegated: sign == "notin") }
        default: return nil
        }
    }

    /// Values in parentheses.
    private static func values(_ tokens: inout ArraySlice<String>) -> Set<String>? {
        guard tokens.popFirst() == "(" else { return nil }
        var values: Set<String> = []
        while let value = word(&tokens) {
            values.insert(value)
            switch tokens.popFirst() {
            case ",": continue
            case ")": return values
            default: return nil
            }
        }
        return nil
    }
}
