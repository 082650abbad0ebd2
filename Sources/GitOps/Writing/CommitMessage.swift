import Events
import RemoteGit

/// The message of a commit: what a person wants to know first, then the values, then the trailers that the functions
/// themselves read again.
struct CommitMessage {
    let subject: String
    let proposal: Decision.Proposal
    let handler: String
    let event: String

    /// The whole message, a line break at its end.
    var text: String {
        // A line that begins with `---` would end the message for those who read its trailers.
        let subject = Self.oneLine(subject)
        var lines = [subject.hasPrefix("---") ? "* \(subject)" : subject, ""]
        lines += proposal.changes.map { change in
            // An item, for the same reason.
            "* \(change.path): \(change.field) \(change.from ?? "(none)") -> \(change.to ?? "(removed)")"
        }.map(Self.oneLine)
        lines.append("")
        lines.append("\(TrailerKey.handler): \(Self.oneLine(handler))")
        lines += applications.map { "\(TrailerKey.application): \(Self.oneLine($0))" }
        lines.append("\(TrailerKey.event): \(Self.oneLine(event))")
        lines += proposal.trailers.filter { !Self.isBlank($0.value) }.map { "\($0.key): \(Self.oneLine($0.value))" }
        return lines.joined(separator: "\n") + "\n"
    }

    private var applications: [String] {
        var seen: Set<String> = []
        // A trailer without a value would hide those after it from libgit2.
        return proposal.changes.map(\.application).filter { name in
            !Self.isBlank(name) && seen.insert(name).inserted
        }
    }

    private static func isBlank(_ text: String) -> Bool { oneLine(text).allSatisfy(\.isWhitespace) }

    /// Text that cannot begin a line of its own: what comes from outside never becomes a trailer.
    private static func oneLine(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    scalar.properties.generalCategory == .control || scalar.properties.isWhitespace ? " " : scalar
                }))
    }
}
