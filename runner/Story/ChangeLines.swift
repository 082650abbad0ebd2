import GitOps

/// A change, for a person to read.
struct ChangeLines {
    private let change: HandledChange
    private let isWhole: Bool

    /// The most values that are listed of a change among others.
    private static let mostValues = 5

    /// - Parameter isWhole: Whether all that it changes is listed.
    init(_ change: HandledChange, isWhole: Bool) {
        self.change = change
        self.isWhole = isWhole
    }

    func text(_ style: TerminalStyle) -> String {
        let head = "\(change.time) \(change.commit.prefix(12)) " + style.bold(change.subject.asOneLine)
        return ([head] + details.map { "  \($0.asOneLine)" }).joined(separator: "\n")
    }

    private var details: [String] {
        var lines = ["by \(change.handler ?? "nobody of ours")" + (change.event.map { " for \($0)" } ?? "")]
        if let actor = change.actor {
            let place = change.chat.map { " in \($0)" } ?? ""
            let words = change.command.map { ": \($0)" } ?? ""
            lines.append("asked for by \(actor)\(place)\(words)")
        }
        if let approver = change.approver {
            lines.append("approved by \(approver)" + (change.requestEvent.map { ", having been asked by \($0)" } ?? ""))
        }
        if !change.episodes.isEmpty { lines.append("alerts: \(change.episodes.joined(separator: ", "))") }
        if isWhole, !change.applications.isEmpty { lines.append("of \(change.applications.joined(separator: ", "))") }
        let shown = isWhole ? change.changes[...] : change.changes.prefix(Self.mostValues)
        lines += shown.map { "* \($0)" }
        if shown.count < change.changes.count { lines.append("and \(change.changes.count - shown.count) more") }
        return lines
    }
}
