import Events
import GitOps
import RemoteGit

/// What becomes of a command that somebody else has to approve: it is written down, and nothing is changed.
struct ApprovalRequest {
    let work: CommandWork
    /// What it would change now.
    let proposal: Decision.Proposal
    /// How long it may be approved.
    let within: Duration

    /// The most people who are named to ask.
    private static let mostNamed = 5

    /// - Throws: ``Undecided``.
    func decision() throws(Undecided) -> Decision {
        let (verb, application) = (work.command.verb.rawValue, work.application.name)
        guard !work.snapshot.isDeclined(.approvals) else {
            return work.refused(
                "this server takes no \(RefName.approvals), so that \(verb) \(application) cannot be approved")
        }
        let others = work.chat.others(than: work.event.payload.asker, work.command.verb, application)
        guard !others.isEmpty else {
            return work.refused("somebody else has to approve this, and chat.allow lets nobody else \(verb) it")
        }
        let pending = PendingCommand(work.command, on: work.application, work.event, within: within)
        let all = try PendingCommands(in: work.snapshot)
        if let same = all[pending.code] {
            guard same.event == pending.event else {
                return work.refused("another command with the code \(pending.code) waits for approval: ask again")
            }
            return .unchanged("this waits for approval already: \(form(pending.code)), until \(same.end)")
        }
        guard !all.hasSeen(work.event.identity) else { return .unchanged("this event was handled before") }
        guard let files = try all.adding(pending) else {
            return work.refused(
                "\(PendingCommands.most) commands wait for approval: they have to be approved or expire")
        }
        let subject = "Ask for approval: \(proposal.subject)"
        var request = Decision.Proposal(
            subject: subject, changes: proposal.changes, files: [],
            refs: [.init(.approvals, .commit(subject: subject, files: files))], refused: proposal.refused,
            trailers: work.signature, message: sentence(pending, others))
        request.postponed = Decision.Postponed(proposal, code: pending.code)
        return .change(request)
    }

    private func sentence(_ pending: PendingCommand, _ others: [String]) -> String {
        let what = (proposal.message ?? proposal.subject).filter { $0 != Decision.Proposal.commitMark }
        let more = others.count > Self.mostNamed ? " and more" : ""
        let names = others.prefix(Self.mostNamed).joined(separator: ", ") + more
        return "Waits for approval: \(what). Somebody else who may \(pending.verb.rawValue) \(pending.application) "
            + "(\(names)) approves it until \(pending.end) by: \(form(pending.code))"
    }

    /// What is to be typed.
    private func form(_ code: String) -> String {
        let slash = work.event.payload.command.command
        let commands = work.chat.commands
        if slash.isEmpty || commands[slash] == ChatPolicy.firstWord {
            return [slash, ChatVerb.approve.rawValue, code].filter { !$0.isEmpty }.joined(separator: " ")
        }
        func first(_ meaning: String) -> String? { commands.filter { $0.value == meaning }.keys.min() }
        if let own = first(ChatVerb.approve.rawValue) { return "\(own) \(code)" }
        return [first(ChatPolicy.firstWord), ChatVerb.approve.rawValue, code].compactMap(\.self).joined(separator: " ")
    }
}
