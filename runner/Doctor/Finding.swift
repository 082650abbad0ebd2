/// What one check of 'runner doctor' found.
struct Finding: Codable, Sendable, Equatable {
    /// How it is.
    enum State: String, Codable, Sendable {
        /// As it should be.
        case good
        /// It works, and could be better.
        case note
        /// It does not work.
        case bad
    }

    let state: State
    /// What was looked at.
    let check: String
    /// What was found, a sentence.
    let found: String
    /// What to do about it.
    var advice: String?

    static func good(_ check: String, _ found: String) -> Finding {
        Finding(state: .good, check: check, found: found.asOneLine)
    }

    static func note(_ check: String, _ found: String, advice: String) -> Finding {
        Finding(state: .note, check: check, found: found.asOneLine, advice: advice)
    }

    static func bad(_ check: String, _ found: String, advice: String) -> Finding {
        Finding(state: .bad, check: check, found: found.asOneLine, advice: advice)
    }

    /// For people.
    func text(_ style: TerminalStyle) -> String {
        let mark =
            switch state {
            case .good: style.good("✔")
            case .note: style.bold("!")
            case .bad: style.bad("✘")
            }
        let line = "\(mark) \(style.bold(check.padded(to: 12)))  \(found)"
        return advice.map { "\(line)\n  \("".padded(to: 12))  \(style.dim("→ \($0)"))" } ?? line
    }
}
