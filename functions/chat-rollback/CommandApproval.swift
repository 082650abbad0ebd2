import Events
import FoundationEssentials
import GitOps
import RemoteGit

/// Somebody's word that what somebody else asked for is to be done.
struct CommandApproval {
    let words: [String]
    let event: Event<ChatRequest>
    let policy: CommandPolicy
    let snapshot: Snapshot

    /// Carries the command out as it is decided now, for the person who asked, or says why not.
    ///
    /// - Throws: ``Undecided``.
    func decision() throws(Undecided) -> Decision {
        guard let code = words.first?.lowercased(), code.utf8.count == 8, code.allSatisfy(\.isHexDigit) else {
            return refused("approve needs the code of a command that waits, as 1a2b3c4d")
        }
        let all = try PendingCommands(in: snapshot)
        guard let pending = all[code], pending.isOfTeam(of: event.payload.command) else {
            if let done = commit(for: code, among: snapshot.ledger) { return alreadyDone(code, done) }
            return refused("no command waits for approval by the code \(code)")
        }
        if let refusal = objection(to: pending) { return .refused([refusal]) }
        // Nobody could take the request away without carrying it out; this holds even where a server does half of a push.
        if let done = commit(for: code, among: try snapshot.commits(since: pending.asked)) {
            return alreadyDone(code, done)
        }
        return try carryOut(pending, among: all)
    }

    /// Why who approves may not, or why there is nothing to approve any more.
    private func objection(to pending: PendingCommand) -> Refusal? {
        func no(_ rule: String) -> Refusal { Refusal(application: pending.application, rule: rule) }
        let approver = event.payload
        if pending.isOf(approver.command) {
            return no("somebody else has to approve what \(pending.typed.user) asked for")
        }
        let chat = policy.chat
        guard chat.leave(approver.asker, pending.verb, pending.application) != .denied else {
            return ChatRollback.refusal(approver.asker, "approve \(pending.verb.rawValue)", pending.application)
        }
        guard event.time <= pending.until else {
            return no("the command \(pending.code) could be approved until \(pending.end): ask for it again")
        }
        guard chat.leave(pending.asker, pending.verb, pending.application) != .denied else {
            return ChatRollback.refusal(pending.asker, pending.verb.rawValue, pending.application)
        }
        guard !snapshot.isDeclined(.approvals) else {
            return no("this server takes no \(RefName.approvals) any more, so that nothing can be approved")
        }
        return nil
    }

    private func carryOut(_ pending: PendingCommand, among all: PendingCommands) throws(Undecided) -> Decision {
        let application: Application
        switch try policy.application(named: pending.application, in: snapshot) {
        case .found(let found): application = found
        case .refused(let refusal): return .refused([refusal])
        }
        let work = CommandWork(pending, on: application, for: event, chat: policy.chat, snapshot: snapshot)
        let decision = try work.decision()
        guard case .change(var proposal) = decision else { return decision }
        let approver = event.payload.command.user
        proposal.trailers += [
            Commit.Trailer(key: TrailerKey.approver, value: approver),
            Commit.Trailer(key: TrailerKey.event, value: pending.event),
        ]
        let removal = all.removing(pending.code, at: event.time)
        proposal.refs.append(
            .init(.approvals, .commit(subject: "Approved: \(proposal.subject)", files: removal)))
        let sentence = proposal.message ?? proposal.subject
        proposal.message = "\(sentence); asked for by \(pending.typed.user), approved by \(approver)"
        return .change(proposal)
    }

    /// The commit that carried out what a code stood for.
    private func commit(for code: String, among commits: [Commit]) -> Commit? {
        commits.first { commit in
            !commit.trailers(TrailerKey.approver).isEmpty
                && commit.trailers(TrailerKey.event).dropFirst().contains { PendingCommand.code(of: $0) == code }
        }
    }

    private func alreadyDone(_ code: String, _ commit: Commit) -> Decision {
        refused("the command \(code) was approved and carried out before, as commit \("\(commit.id)".prefix(7))")
    }

    private func refused(_ rule: String) -> Decision { .refused([Refusal(application: nil, rule: rule)]) }
}
