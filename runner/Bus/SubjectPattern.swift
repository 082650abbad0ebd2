/// A subject with wildcards: `*` stands for one token, `>` at the end for one or more.
struct SubjectPattern {
    private let tokens: [Substring]

    init(_ text: String) {
        tokens = text.split(separator: ".", omittingEmptySubsequences: false)
    }

    /// Whether a subject without wildcards matches.
    func matches(_ subject: String) -> Bool { covers(SubjectPattern(subject)) }

    /// Whether every subject that the other pattern matches matches this one.
    func covers(_ other: SubjectPattern) -> Bool {
        let hasTail = tokens.last == ">"
        let fixed = hasTail ? tokens.dropLast() : tokens[...]
        if other.tokens.last == ">" {
            guard hasTail, other.tokens.count - 1 >= fixed.count else { return false }
        } else {
            guard hasTail ? other.tokens.count > fixed.count : other.tokens.count == fixed.count else { return false }
        }
        return zip(fixed, other.tokens).allSatisfy { $0 == "*" && $1 != ">" || $0 == $1 }
    }
}
