import Events
public import FoundationEssentials
public import Logging
public import RemoteGit

/// Writes what events decide to one branch. There is one for each repository and branch of a process.
///
/// All events that wait are decided together on a chain of commits, one each, and pushed at once, as databases commit
/// in groups. If the branch moved meanwhile, all are decided again on the new commit: nothing is ever merged.
public actor BranchWriter {
    /// How a writer works.
    public struct Options: Sendable {
        /// Author and committer of the commits.
        public var signature: CommitDraft.Signature
        /// Where the policy comes from.
        public var policy: PolicySource
        /// How long events are decided again because others push to the branch.
        public var contention: Duration
        /// The committer's clock.
        public var now: @Sendable () -> Date

        /// Options, by default with the repository's own policy and 30 s of contention.
        public init(
            signature: CommitDraft.Signature,
            policy: PolicySource = .repository,
            contention: Duration = .seconds(30),
            now: @escaping @Sendable () -> Date = { Date.now }
        ) {
            self.signature = signature
            self.policy = policy
            self.contention = contention
            self.now = now
        }
    }

    private let branch: RemoteBranch
    private let repository: String
    private let options: Options
    private let logger: Logger
    private var waiting:
        [(event: PendingEvent, since: ContinuousClock.Instant, done: CheckedContinuation<Outcome, Never>)] =
            []
    private var isWriting = false

    /// How many events wait for the group that is being written.
    var waitingCount: Int { waiting.count }

    /// A writer to a branch.
    ///
    /// - Parameter repository: the address as outcomes show it.
    public init(_ branch: RemoteBranch, repository: RemoteAddress, options: Options, logger: Logger) {
        self.branch = branch
        self.repository = repository.description
        self.options = options
        self.logger = logger
    }

    /// Decides on an event and puts its commit, if there is one, on the branch.
    ///
    /// - Returns: when the outcome is certain: `pushed` means that the commit is on the branch.
    public func write(_ event: PendingEvent) async -> Outcome {
        await withCheckedContinuation { done in
            waiting.append((event, .now, done))
            guard !isWriting else { return }
            isWriting = true
            Task { await self.writeAllWaiting() }
        }
    }

    /// Decides on an event without changing anything.
    ///
    /// - Returns: the outcome that it would have, and what would be committed.
    public func preview(_ event: PendingEvent) async -> (outcome: Outcome, diff: String, message: String) {
        let start = ContinuousClock.now
        var outcomes: [Outcome] = []
        var diff = ""
        var message = ""
        let before = await branch.traffic
        do throws(RemoteGitError) {
            let base = try await branch.refresh()
            let group = try await decide([event], on: base)
            outcomes = group.results.map { self.outcome($0, event) }
            if case .commit(_, let proposal)? = group.results.first {
                diff = try Self.diff(proposal, from: group.base)
                message = group.chain.ledger.first?.message ?? ""
            }
        } catch {
            outcomes = failure(error, [event])
        }
        var outcome = await complete(outcomes, before)[0]
        outcome.dryRun = true
        outcome.milliseconds = (ContinuousClock.now - start).milliseconds
        return (outcome, diff, message)
    }

    // MARK: The group

    private func writeAllWaiting() async {
        while !waiting.isEmpty {
            let group = waiting
            waiting = []
            let before = await branch.traffic
            let outcomes = await complete(await write(group.map(\.event)), before)
            for ((_, since, done), outcome) in zip(group, outcomes) {
                var outcome = outcome
                outcome.milliseconds = (ContinuousClock.now - since).milliseconds
                done.resume(returning: outcome)
            }
        }
        isWriting = false
    }

    /// Decides and pushes until the outcome is certain.
    private func write(_ events: [PendingEvent]) async -> [Outcome] {
        let deadline = ContinuousClock.now + options.contention
        var pause = Duration.milliseconds(50)
        do throws(RemoteGitError) {
            // What was seen last is decided on at once: if it is stale, the push is rejected.
            let lastSeen = await branch.lastSeen
            var isCurrent = lastSeen == nil
            var base: Revision
            if let lastSeen { base = lastSeen } else { base = try await branch.refresh() }
            while true {
                let group = try await decide(events, on: base)
                switch try await settle(group, events, isCurrent: isCurrent) {
                case .done(let outcomes): return outcomes
                case .decideAgain: break
                }
                guard ContinuousClock.now < deadline else {
                    throw RemoteGitError(.busy, "others kept pushing to the branch for \(options.contention)")
                }
                if isCurrent {
                    try? await Task.sleep(for: pause * Double.random(in: 0.5...1.5))
                    pause = min(pause * 2, .seconds(2))
                }
                base = try await branch.refresh()
                isCurrent = true
            }
        } catch {
            switch error.kind {
            // What one event wants to read may be what the server cannot give.
            case .tooLarge, .brokenAnswer, .declined, .invalidRequest, .local:
                return events.count > 1 ? await writeSingly(events) : failure(error, events)
            case .credentials, .notFound, .busy, .unreachable: return failure(error, events)
            }
        }
    }

    private enum Step {
        case done([Outcome])
        case decideAgain
    }

    private func settle(
        _ group: (base: Revision, chain: Revision, results: [GroupDecision.Result]),
        _ events: [PendingEvent],
        isCurrent: Bool
    ) async throws(RemoteGitError) -> Step {
        let outcomes = zip(group.results, events).map { self.outcome($0, $1) }
        guard group.chain.hasPendingCommits else {
            // "Unchanged" and "refused" hold only of the branch as it is now.
            guard !isCurrent else { return .done(outcomes) }
            return try await branch.refresh().id == group.base.id ? .done(outcomes) : .decideAgain
        }
        switch try await branch.push(group.chain) {
        case .pushed: return .done(outcomes)
        case .moved: return .decideAgain
        case .declined(let words):
            guard events.count > 1 else {
                let rule = "the server declined the push: \(words)"
                var outcome = Outcome(.refused, rule, handler: events[0].handler, event: events[0].identity.text)
                outcome.refused = [Refusal(application: nil, rule: rule)]
                return .done([outcome])
            }
            return .done(await writeSingly(events))
        }
    }

    /// One of them is at fault; the others must not suffer for it.
    private func writeSingly(_ events: [PendingEvent]) async -> [Outcome] {
        var outcomes: [Outcome] = []
        for event in events { outcomes += await write([event]) }
        return outcomes
    }

    /// Decides all events, loading what they miss for all of them together.
    private func decide(
        _ events: [PendingEvent],
        on revision: Revision
    ) async throws(RemoteGitError) -> (base: Revision, chain: Revision, results: [GroupDecision.Result]) {
        let policy: PolicyFile?
        do {
            policy = try options.policy.read()
        } catch {
            let results = events.map { _ in GroupDecision.Result.settled(.failed, error.message) }
            return (revision, revision, results)
        }
        var base = revision
        let ledger = EventLedger(revision: base)
        if let date = events.compactMap(ledger.missing(for:)).min() {
            base = try await branch.extendLedger(of: base, since: date, limit: EventLedger.longest)
        }
        while true {
            let group = GroupDecision(events, on: base, policy: policy, draft: draft)
            guard !group.missing.isEmpty else { return (base, group.chain, group.results) }
            let loaded = try await branch.load(group.missing, of: base)
            // A handler that asks for what is there would be asked for ever.
            guard !group.missing.allSatisfy(base.isLoaded) else {
                throw RemoteGitError(.local, "a handler asks for what is loaded already")
            }
            base = loaded
        }
    }

    private func draft(_ event: PendingEvent, _ message: String) -> CommitDraft {
        CommitDraft(message: message, signature: options.signature, authored: event.time, committed: options.now())
    }

    // MARK: Outcomes

    private func outcome(_ result: GroupDecision.Result, _ event: PendingEvent) -> Outcome {
        switch result {
        case .commit(let id, let proposal):
            var outcome = Outcome(.pushed, proposal.subject, handler: event.handler, event: event.identity.text)
            outcome.commit = "\(id)"
            outcome.changes = proposal.changes
            outcome.refused = proposal.refused.isEmpty ? nil : proposal.refused
            return outcome
        case .settled(let kind, let message, let commit, let refused):
            var outcome = Outcome(kind, message, handler: event.handler, event: event.identity.text)
            outcome.commit = commit.map { "\($0)" }
            outcome.refused = refused.isEmpty ? nil : refused
            return outcome
        }
    }

    private func failure(_ error: RemoteGitError, _ events: [PendingEvent]) -> [Outcome] {
        logger.info("git failed", metadata: ["class": "\(error.kind.rawValue)", "reason": "\(error.message)"])
        return events.map {
            Outcome(OutcomeKind(of: error), error.message, handler: $0.handler, event: $0.identity.text)
        }
    }

    /// Adds what the host does not know: where it happened and what it cost, shared among the group.
    private func complete(_ outcomes: [Outcome], _ before: Traffic) async -> [Outcome] {
        let spent = await branch.traffic - before
        let name = await branch.name
        return outcomes.enumerated().map { index, outcome in
            func share(_ whole: Int) -> Int {
                whole / outcomes.count + (index < whole % outcomes.count ? 1 : 0)
            }
            var outcome = outcome
            outcome.repository = repository
            outcome.branch = name
            outcome.requests = share(spent.requests)
            outcome.bytesSent = share(spent.bytesSent)
            outcome.bytesReceived = share(spent.bytesReceived)
            return outcome
        }
    }

    private static func diff(_ proposal: Decision.Proposal, from base: Revision) throws(RemoteGitError) -> String {
        var text = ""
        for file in proposal.files {
            var old: [UInt8]?
            if case .file(let content, executable: _) = base.lookup(file.path) { old = content }
            text += try UnifiedDiff.text(file.path, from: old, to: file.content)
        }
        return text
    }
}
