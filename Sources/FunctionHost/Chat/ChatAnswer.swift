import Events
import GitOps

/// What a person is told of a command, whatever the chat.
struct ChatAnswer: Sendable {
    let command: ChatCommand
    let outcome: Outcome
    /// The address of the commit for a browser; `nil` if there is none.
    let link: String?

    /// The most changes that are listed; Git has all of them.
    private static let mostChanges = 10
    /// The longest value that is shown in full.
    private static let longestValue = 80

    /// - Parameter repository: The repository's address for a browser.
    init(_ outcome: Outcome, to command: ChatCommand, repository: String) {
        self.command = command
        self.outcome = outcome
        let isOnTheWeb = repository.hasPrefix("https://") || repository.hasPrefix("http://")
        // The commit of a request is nothing to look at.
        let standard = isOnTheWeb && outcome.pending == nil ? outcome.commit.map { "\(repository)/commit/\($0)" } : nil
        link = outcome.link ?? standard
    }

    /// Whether everybody in the channel is told: of what was done, and of what waits for one of them.
    var isForAll: Bool { outcome.outcome == .pushed || outcome.pending != nil }

    /// What came of it, in words.
    var sentence: String {
        switch outcome.outcome {
        case .pushed, .unchanged: outcome.message
        case .refused: "Refused: \(outcome.message)"
        case .invalid: "Not understood: \(outcome.message)"
        case .retry: "It did not work now, and may if you ask again: \(outcome.message)"
        case .failed: "It failed: \(outcome.message)"
        }
    }

    /// What was typed.
    var request: String {
        Self.oneLine([command.command, command.text].filter { !$0.isEmpty }.joined(separator: " "))
    }

    /// What changed, a line each, under the file that it is in.
    var changes: [String] {
        let changes = outcome.changes ?? []
        var lines: [String] = []
        var file: String?
        for change in changes.prefix(Self.mostChanges) {
            if change.path != file { lines.append(Self.oneLine(change.path)) }
            file = change.path
            let (from, to) = (change.from.map(Self.shortened) ?? "(none)", change.to.map(Self.shortened) ?? "(removed)")
            lines.append("  \(Self.oneLine(change.field)): \(from) → \(to)")
        }
        let rest = changes.count - Self.mostChanges
        if rest > 0 { lines.append("and \(rest) more") }
        return lines
    }

    /// What changed in files, line by line, as far as a message has room for it.
    var diff: [String] { outcome.diff.map { ShortenedDiff($0).lines } ?? [] }

    /// What the link is called.
    var linkName: String { "commit \((outcome.commit ?? "").prefix(7))" }

    /// What is said while the work goes on.
    static let workingOnIt = "Working on it."

    private static func shortened(_ value: String) -> String {
        let line = oneLine(value)
        return line.count > longestValue ? "\(line.prefix(longestValue))…" : line
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
