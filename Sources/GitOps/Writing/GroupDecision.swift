import Events
import FoundationEssentials
import RemoteGit

/// Decides events in order on a growing chain of commits: each sees the changes of those before it.
struct GroupDecision {
    /// What came of one event.
    enum Result {
        /// It is on the chain, as this commit; `nil` if it makes none, as where a ref is deleted or where what waits was
        /// written down before. The difference is there where the event wants it.
        case commit(ObjectID?, Decision.Proposal, diff: String? = nil)
        /// It changes nothing.
        case settled(OutcomeKind, String, commit: ObjectID? = nil, refused: [Refusal] = [])

        /// The same with other ids for commits of the chain. An event that came twice in a group names one, too.
        func replacing(_ ids: [ObjectID: ObjectID]) -> Result {
            switch self {
            case .commit(let id, let proposal, let diff): .commit(id.map { ids[$0] ?? $0 }, proposal, diff: diff)
            case .settled(let kind, let message, let commit, let refused):
                .settled(kind, message, commit: commit.map { ids[$0] ?? $0 }, refused: refused)
            }
        }
    }

    /// The branch with the new commits on top.
    private(set) var chain: Revision
    /// One for each event, in order; fewer than the events if the chain grew too large. Of no use while something is
    /// missing.
    private(set) var results: [Result] = []
    /// What has to be loaded before all can be decided.
    private(set) var missing: Set<Want> = []
    /// Since when the commits of the branch have to be known before all can be decided.
    private(set) var missingSince: Date?

    private var ledger: EventLedger
    private let policy: PolicyFile?
    private let policies: PolicyCache
    private let draft: (PendingEvent, String) -> CommitDraft

    /// Decides all events on `revision`.
    ///
    /// - Parameter draft: makes a commit's draft of an event and a message.
    init(
        _ events: [PendingEvent],
        on revision: Revision,
        policy: PolicyFile?,
        policies: PolicyCache,
        draft: @escaping (PendingEvent, String) -> CommitDraft
    ) {
        chain = revision
        ledger = EventLedger(revision)
        self.policy = policy
        self.policies = policies
        self.draft = draft
        var sizeOfNewest = revision.size
        for event in events where chain.size - revision.size < Self.mostBytesHeld {
            decide(event)
            guard chain.size - sizeOfNewest >= Self.mostBytesSuperseded else { continue }
            chain.sweepNew()
            sizeOfNewest = chain.size
        }
    }

    /// How many bytes of new objects a group may hold; then it ends.
    static let mostBytesHeld = 8_000_000
    /// How many bytes of new objects are held before those are dropped that others have taken the place of. Of a directory
    /// with thousands of names, each event makes a version.
    static let mostBytesSuperseded = 500_000

    private mutating func decide(_ event: PendingEvent) {
        do {
            switch try answer(to: event) {
            case .settled(let result): results.append(result)
            case .decided(let decision): results.append(try apply(decision, event))
            }
        } catch {
            switch error {
            case .notLoaded(let wants): missing.formUnion(wants)
            case .commitsNotLoaded(since: let date): missingSince = min(date, missingSince ?? date)
            case .failed(let message): results.append(.settled(.failed, message))
            }
        }
    }

    /// What is said to an event before anything is changed.
    private enum Answer {
        case settled(Result)
        case decided(Decision)
    }

    /// By itself, so that no snapshot shares the chain when that grows: it would be copied for each commit.
    private func answer(to event: PendingEvent) throws(Undecided) -> Answer {
        let snapshot = Snapshot(chain, policyFile: policy, policies: policies)
        if let refusal = try event.objection(snapshot) {
            return .settled(.settled(.refused, refusal.description, refused: [refusal]))
        }
        if let earlier = ledger.commit(for: event) {
            return .settled(try repetition(of: event, in: snapshot, handledAs: earlier))
        }
        if let date = ledger.missing(for: event) {
            guard !chain.lacksCommits(since: date) else { throw .commitsNotLoaded(since: date) }
            let rule = "the event is too old to tell whether it was handled before"
            return .settled(.settled(.refused, rule, refused: [Refusal(application: nil, rule: rule)]))
        }
        return .decided(try event.decide(snapshot))
    }

    /// What is said to an event that was handled before. Nothing is changed for it any more.
    private func repetition(
        of event: PendingEvent,
        in snapshot: Snapshot,
        handledAs commit: ObjectID
    ) throws(Undecided) -> Result {
        switch try event.standing(snapshot) {
        case .change(let proposal) where proposal.postponed != nil:
            return .commit(commit, proposal, diff: try excerpt(of: proposal, for: event))
        case .unchanged(let sentence): return .settled(.unchanged, sentence)
        case .change, .refused, nil: return .settled(.unchanged, "this event was handled before", commit: commit)
        }
    }

    /// The difference that is shown, where the event wants it.
    private func excerpt(of proposal: Decision.Proposal, for event: PendingEvent) throws(Undecided) -> String? {
        guard event.wantsDiff else { return nil }
        do {
            return try proposal.excerpt(from: chain)
        } catch {
            throw .failed(error.message)
        }
    }

    private func subject(of proposal: Decision.Proposal, _ event: PendingEvent) throws(Undecided) -> String {
        let template = try Snapshot(chain, policyFile: policy, policies: policies).policy(CommitTemplate.self)
        return template?.subject(of: proposal, by: event.handler, for: event.identity.text) ?? proposal.subject
    }

    private mutating func apply(_ decision: Decision, _ event: PendingEvent) throws(Undecided) -> Result {
        switch decision {
        case .unchanged(let message): return .settled(.unchanged, message)
        case .refused(let refusals):
            return .settled(.refused, refusals.map(\.description).joined(separator: "; "), refused: refusals)
        case .change(let proposal):
            if let name = proposal.refs.map(\.name).first(where: chain.isDeclined) {
                let rule = "the git server does not let \(name) be changed"
                return .settled(.refused, rule, refused: [Refusal(application: nil, rule: rule)])
            }
            let unknown = proposal.refs.map { Want.ref($0.name) }.filter { !chain.isLoaded($0) }
            guard unknown.isEmpty else { throw .notLoaded(Set(unknown)) }
            return try put(proposal, worded: try subject(of: proposal, event), event)
        }
    }

    /// Puts all that is proposed on the chain, or nothing.
    private mutating func put(
        _ proposal: Decision.Proposal,
        worded: String,
        _ event: PendingEvent
    ) throws(Undecided) -> Result {
        // One commit is all or nothing by itself; a copy of a large chain for each of them would take long.
        let before = proposal.refs.isEmpty ? nil : chain
        let diff = try excerpt(of: proposal, for: event)
        do {
            let own = try chain.commit(proposal.files, entries: proposal.entries, draft(event, proposal, worded))
            var first = own
            var isChanged = own != nil
            for change in proposal.refs {
                switch change.action {
                case .commit(let subject, let files, let entries, let start):
                    var told = proposal
                    told.changes = change.changes ?? proposal.changes
                    let id = try chain.commit(
                        on: change.name, from: start, files, entries: entries, draft(event, told, subject))
                    first = first ?? id
                    isChanged = isChanged || id != nil
                case .delete:
                    if case .commit = chain.lookup(change.name) { isChanged = true }
                    try chain.delete(change.name)
                }
            }
            // What waits may be written down already; then there is nothing to write.
            guard isChanged || proposal.postponed != nil else {
                return .settled(.unchanged, "everything is so already", refused: proposal.refused)
            }
            if let first { ledger.insert(first, for: [event.identity.text] + proposal.otherEvents) }
            return .commit(first, proposal, diff: diff)
        } catch {
            if let before { chain = before }
            throw .failed(error.message)
        }
    }

    private func draft(_ event: PendingEvent, _ proposal: Decision.Proposal, _ subject: String) -> CommitDraft {
        let message = CommitMessage(
            subject: subject, proposal: proposal, handler: event.handler, event: event.identity.text)
        return draft(event, message.text)
    }
}
