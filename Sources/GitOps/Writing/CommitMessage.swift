import Events

/// The message of a commit: what a person wants to know first, then the values, then the trailers that the functions
/// themselves read again.
struct CommitMessage {
    /// Trailers that the project writes and reads.
    enum Trailer {
        static let handler = "Gitops-Handler"
        static let application = "Gitops-Application"
        static let event = "Gitops-Event"
    }

    let proposal: Decision.Proposal
    let handler: String
    let event: String

    /// The whole message, a line break at its end.
    var text: String {
        var lines = [Self.oneLine(proposal.subject), ""]
        lines += proposal.changes.map { change in
            "\(change.path): \(change.field) \(change.from ?? "(none)") -> \(change.to ?? "(removed)")"
        }.map(Self.oneLine)
        lines.append("")
        lines.append("\(Trailer.handler): \(Self.oneLine(handler))")
        lines += applications.map { "\(Trailer.application): \(Self.oneLine($0))" }
        lines.append("\(Trailer.event): \(Self.oneLine(event))")
        return lines.joined(separator: "\n") + "\n"
    }

    private var applications: [String] {
        var seen: Set<String> = []
        return proposal.changes.map(\.application).filter { seen.insert($0).inserted }
    }

    /// Text that cannot begin a line of its own: what comes from outside never becomes a trailer.
    private static func oneLine(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    scalar.properties.generalCategory == .control || scalar.properties.isWhitespace ? " " : scalar
                }))
    }
}
