import Events
import FoundationEssentials
import GitOps

extension CommandWork {
    /// Back to a state that was healthy, or that the words name.
    func rollback() throws(Undecided) -> Decision {
        var words = command.words[...]
        var target = Rollback.Target.lastHealthy
        if words.first == "to" {
            guard let word = words.dropFirst().first else {
                return refused("rollback to needs a tag, a commit or previous")
            }
            words = words.dropFirst(2)
            let isCommit = word.utf8.count >= 7 && word.utf8.count <= 40 && word.allSatisfy(\.isHexDigit)
            target = word == "previous" ? .previous : isCommit ? .commit(word) : .tag(word)
        }
        var rollback = Rollback(
            of: application, to: target, by: event.payload.command.user, event: event.identity, time: event.time)
        rollback.soak = TimeInterval(chat.soak.components.seconds)
        rollback.historyLength = chat.history
        switch try rollback.result(in: snapshot) {
        case .refused(let sentence): return refused(sentence)
        case .plan(let plan):
            var proposal = plan.proposal
            if !words.isEmpty { proposal.message = "\(plan.sentence); reason: \(words.joined(separator: " "))" }
            return .change(proposal)
        }
    }
}
