import GitOps
import Glibc

/// Colours for a reader who has them, and plain text for all others.
struct TerminalStyle: Sendable {
    /// Whether the reader has colours.
    let isColoured: Bool

    /// The style of standard output: coloured on a terminal that obeys codes, unless `NO_COLOR` is set
    /// (https://no-color.org).
    static func standardOutput(
        environment: [String: String], isTerminal: Bool = isatty(STDOUT_FILENO) != 0
    ) -> TerminalStyle {
        let isUnwanted = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return TerminalStyle(isColoured: isTerminal && obeysCodes(environment) && !isUnwanted)
    }

    /// Whether a terminal does what codes say; one that calls itself dumb shows them.
    static func obeysCodes(_ environment: [String: String]) -> Bool { environment["TERM"] != "dumb" }

    /// An outcome's sign and name, padded to one width.
    func mark(_ kind: OutcomeKind) -> String {
        let word = kind.rawValue.padded(to: 10)
        switch kind {
        case .pushed: return styled("✔ \(word)", "1;32")
        case .unchanged: return styled("= \(word)", "1;36")
        case .refused: return styled("– \(word)", "1;33")
        case .invalid, .retry, .failed: return styled("✘ \(word)", "1;31")
        }
    }

    func bold(_ text: some StringProtocol) -> String { styled(text, "1") }

    func dim(_ text: some StringProtocol) -> String { styled(text, "2") }

    func good(_ text: some StringProtocol) -> String { styled(text, "1;32") }

    func bad(_ text: some StringProtocol) -> String { styled(text, "1;31") }

    /// The text with an SGR code around it (ECMA-48).
    private func styled(_ text: some StringProtocol, _ code: String) -> String {
        isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : String(text)
    }
}

extension String {
    /// The text with spaces behind it, so that columns stand below each other.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }

    /// The text, or its beginning with an ellipsis.
    func cut(to width: Int) -> String { count > width ? prefix(width - 1) + "…" : self }
}
