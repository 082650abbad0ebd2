import Events
import RemoteGit

extension Outcome {
    /// The outcome of an event on whose decision the branch has settled.
    init(_ result: GroupDecision.Result, of event: PendingEvent) {
        switch result {
        case .commit(let id, let proposal, let diff):
            let mention = id.map { ", commit \("\($0)".prefix(7))" } ?? ""
            let message = (proposal.message ?? proposal.subject)
                .replacing("\(Decision.Proposal.commitMark)", with: mention)
            let kind = proposal.postponed == nil ? OutcomeKind.pushed : .unchanged
            self.init(kind, message, handler: event.handler, event: event.identity.text)
            commit = id.map { "\($0)" }
            pending = proposal.postponed?.code
            if let id { link = proposal.link?.replacing("{commit}", with: "\(id)") }
            changes = proposal.changes
            refused = proposal.refused.isEmpty ? nil : proposal.refused
            self.diff = diff
        case .settled(let kind, let message, let commit, let refused):
            self.init(kind, message, handler: event.handler, event: event.identity.text)
            self.commit = commit.map { "\($0)" }
            self.refused = refused.isEmpty ? nil : refused
        }
    }

    /// The outcome of an event for which the conversation with the server failed.
    init(_ error: RemoteGitError, of event: PendingEvent) {
        self.init(OutcomeKind(of: error), error.message, handler: event.handler, event: event.identity.text)
        if outcome == .refused { refused = [Refusal(application: nil, rule: error.message)] }
    }
}
