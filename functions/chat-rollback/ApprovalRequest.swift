import Events
import FoundationEssentials
import GitOps
import RemoteGit

/// What becomes of a command that somebody else has to approve: it is written down, and nothing is changed.
struct ApprovalRequest {
    private let work: CommandWork
    private let pending: PendingCommand

    /// The most people who are named to ask.
    private static let mostNamed = 5

    /// The request of a command that is asked for now.
    ///
    /// - Parameter within: how long it may be approved.
    init(work: CommandWork, within: Duration) {
        self.init(
            work: work, pending: PendingCommand(work.command, on: work.application, work.event, within: within))
    }

    /// The request of a command that was asked for before.
    init(work: CommandWork, pending: PendingCommand) {
        self.work = work
        self.pending = pending
    }

    /// Asks for the approval, unless it was asked for before.
    ///
    /// - Throws: ``Undecided``.
    func decision() throws(Undecided) -> Decision {
        let decision = try work.decision()
        guard case .change(let proposal) = decision else { return decision }
        let (verb, application) = (pending.verb.rawValue, pending.application)
        guard !work.snapshot.isDeclined(.approvals) else {
            return work.refused(
                "this server takes no \(RefName.approvals), so that \(verb) \(application) cannot be approved")
        }
        let others = others
        guard !others.isEmpty else {
            return work.refused("somebody else has to approve this, and chat.allow lets nobody else \(verb) it")
        }
        let all = try PendingCommands(in: work.snapshot)
        // Without a name of its own an event may ask once more for what nobody approved in time.
        if let same = all[work.event], same.until >= arrival || work.event.identity.kind == .identifying {
            return try ApprovalRequest(work: work, pending: same).standing()
        }
        guard all[pending.code].map({ $0.event == pending.event }) ?? true else {
            return work.refused("another command with the code \(pending.code) waits for approval: ask again")
        }
        guard !all.hasSeen(work.event.identity) else { return .unchanged("this event was handled before") }
        guard let files = try all.adding(pending) else {
            return work.refused(
                "\(PendingCommands.most) commands wait for approval: they have to be approved or expire")
        }
        return .change(invitation(to: proposal, others, writing: files))
    }

    /// Where a request stands that was written down before.
    ///
    /// - Throws: ``Undecided``.
    func standing() throws(Undecided) -> Decision {
        guard arrival <= pending.until else {
            return .unchanged("nobody approved this until \(pending.end): ask for it again")
        }
        switch try work.decision() {
        case .change(let proposal): return .change(invitation(to: proposal, others, writing: []))
        case .unchanged(let sentence): return .unchanged("this waits for approval, and needs none: \(sentence)")
        case .refused(let refusals):
            let rules = refusals.map(\.description).joined(separator: "; ")
            return .unchanged("this waits for approval until \(pending.end), and would be refused now: \(rules)")
        }
    }

    /// When the command got here.
    private var arrival: Date { work.event.time.addingTimeInterval(work.event.payload.delay) }

    /// Who may approve it.
    private var others: [String] { work.chat.others(than: pending.asker, pending.verb, pending.application) }

    /// What somebody else lets happen.
    ///
    /// - Parameters:
    ///   - proposal: what the command would change now.
    ///   - files: what is to be written down.
    private func invitation(
        to proposal: Decision.Proposal,
        _ others: [String],
        writing files: [Revision.FileChange]
    ) -> Decision.Proposal {
        let subject = "Ask for approval: \(proposal.subject)"
        var request = Decision.Proposal(
            subject: subject, changes: proposal.changes, files: [],
            refs: files.isEmpty ? [] : [.init(.approvals, .commit(subject: subject, files: files))],
            refused: proposal.refused, trailers: work.signature, message: sentence(on: proposal, others))
        request.postponed = Decision.Postponed(proposal, code: pending.code)
        return request
    }

    private func sentence(on proposal: Decision.Proposal, _ others: [String]) -> String {
        let what = (proposal.message ?? proposal.subject).filter { $0 != Decision.Proposal.commitMark }
        let more = others.count > Self.mostNamed ? " and more" : ""
        let names = others.isEmpty ? "nobody now" : others.prefix(Self.mostNamed).joined(separator: ", ") + more
        return "Waits for approval: \(what). Somebody else who may \(pending.verb.rawValue) \(pending.application) "
            + "(\(names)) approves it until \(pending.end) by: \(form)"
    }

    /// What is to be typed.
    private var form: String {
        let slash = pending.typed.command
        let commands = work.chat.commands
        if slash.isEmpty || commands[slash] == ChatPolicy.firstWord {
            return [slash, ChatVerb.approve.rawValue, pending.code].filter { !$0.isEmpty }.joined(separator: " ")
        }
        func first(_ meaning: String) -> String? { commands.filter { $0.value == meaning }.keys.min() }
        if let own = first(ChatVerb.approve.rawValue) { return "\(own) \(pending.code)" }
        return [first(ChatPolicy.firstWord), ChatVerb.approve.rawValue, pending.code].compactMap(\.self)
            .joined(separator: " ")
    }
}
