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
        /// What commits are signed with; `nil` for no signatures.
        public var signingKey: SigningKey?
        /// Where the policy comes from.
        public var policy: PolicySource
        /// How long events are decided again because others push to the branch.
        public var contention: Duration
        /// Told of each push after it, before the outcomes of its events are given; `nil` for nobody. The next group does
        /// not wait for it.
        public var onPush: (@Sendable (BranchUpdate) async -> Void)?
        /// The committer's clock.
        public var now: @Sendable () -> Date

        /// Options, by default with the repository's own policy and 30 s of contention.
        public init(
            signature: CommitDraft.Signature,
            signingKey: SigningKey? = nil,
            policy: PolicySource = .repository,
            contention: Duration = .seconds(30),
            now: @escaping @Sendable () -> Date = { Date.now }
        ) {
            self.signature = signature
            self.signingKey = signingKey
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
    /// Until when others are taken to push to the branch as well.
    private var contendedUntil = ContinuousClock.now
    /// How many events are decided together: fewer after a group was given back, since its events come again together and
    /// would be too late again; more after each success.
    private var together = BranchWriter.mostTogether
    private let policies = PolicyCache()
    /// The pushes of the group that is being written.
    private var updates: [BranchUpdate] = []

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
            await branch.watch(event.refs)
            let base = try await branch.refresh()
            let group = try await decide([event], on: base)
            outcomes = group.results.map { Outcome($0, of: event) }
            if case .commit(let id, let proposal, _)? = group.results.first {
                diff = try proposal.diff(from: group.base)
                let commits = group.chain.ledger + proposal.refs.map(\.name).flatMap(group.chain.history)
                message = commits.first { $0.id == id }?.message ?? ""
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
            await leaveGap()
            let group = Array(waiting.prefix(together))
            waiting.removeFirst(group.count)
            let before = await branch.traffic
            var outcomes = await complete(await write(group.map(\.event)), before)
            // Those that did not go together with the first are the first of the next group.
            waiting.insert(contentsOf: group[outcomes.count...], at: 0)
            for index in outcomes.indices {
                outcomes[index].milliseconds = (ContinuousClock.now - group[index].since).milliseconds
            }
            announce(zip(group, outcomes).map { ($0.done, $1) })
        }
        isWriting = false
    }

    /// Gives the outcomes, after those have been told that want to know of a push.
    private func announce(_ outcomes: [(done: CheckedContinuation<Outcome, Never>, outcome: Outcome)]) {
        let updates = updates
        self.updates = []
        guard let onPush = options.onPush, !updates.isEmpty else {
            for (done, outcome) in outcomes { done.resume(returning: outcome) }
            return
        }
        Task {
            for update in updates { await onPush(update) }
            for (done, outcome) in outcomes { done.resume(returning: outcome) }
        }
    }

    /// How many events are decided together at the most, so that the memory that they take has a bound.
    private static let mostTogether = 256

    /// The group was in time: the next one may be larger.
    private func inTime(_ outcomes: [Outcome]) -> [Outcome] {
        together = min(Self.mostTogether, together * 2)
        return outcomes
    }

    private var isContended: Bool { ContinuousClock.now < contendedUntil }

    /// How long after a push that came too late others are taken to push to the branch as well.
    private static let contentionMemory = Duration.seconds(2)
    /// The longest gap that a writer leaves for others before its next group.
    private static let longestGap = Duration.milliseconds(500)

    /// Lets others have the branch. Who pushed last could push again by one request, and who was late needs more: without
    /// a gap the first would win for ever. Events that come meanwhile join the group.
    private func leaveGap() async {
        guard isContended else { return }
        try? await Task.sleep(for: Self.longestGap * Double.random(in: 0...1))
    }

    /// Decides and pushes the first of the events, as many as go together, until their outcome is certain.
    private func write(_ events: [PendingEvent]) async -> [Outcome] {
        do throws(RemoteGitError) {
            return try await writeGroup(events)
        } catch {
            guard events.count > 1, error.mayBeOfOneEvent else { return failure(error, events) }
            // One of them is at fault; the others must not suffer for it.
            var outcomes: [Outcome] = []
            for event in events { outcomes += await write([event]) }
            return outcomes
        }
    }

    /// The same, unless what goes wrong may be the fault of one of them.
    private func writeGroup(_ events: [PendingEvent]) async throws(RemoteGitError) -> [Outcome] {
        let deadline = ContinuousClock.now + options.contention
        var longestPause = Duration.milliseconds(100)
        var losses = 0
        var count = events.count
        var base: Revision?
        await branch.watch(events.reduce(into: []) { $0.formUnion($1.refs) })
        // What was seen last is decided on at once: if it is stale, the push is rejected.
        if !isContended, let lastSeen = await branch.lastSeen {
            if case .done(let outcomes) = try await attempt(events, onWhatWasSeen: lastSeen) { return inTime(outcomes) }
            // The branch was read after that.
            base = await branch.lastSeen
        }
        while true {
            let tip = if let base { base } else { try await branch.refresh() }
            let group = Array(events.prefix(count))
            if case .done(let outcomes) = try await attempt(group, on: tip, isCurrent: true) { return inTime(outcomes) }
            guard ContinuousClock.now < deadline else {
                together = max(1, min(together, events.count) / 2)
                throw RemoteGitError(.busy, "others kept pushing to the branch for \(options.contention)")
            }
            losses += 1
            // Many events take long to decide, and the longer it takes, the sooner somebody else has pushed.
            if losses > 1 { count = max(1, count / 2) }
            // Short: who waits longer each time comes too late each time.
            try? await Task.sleep(for: longestPause * Double.random(in: 0...1))
            longestPause = min(longestPause * 2, .milliseconds(400))
            base = nil
        }
    }

    /// What came of deciding and pushing once.
    private enum Attempt {
        /// The outcome of the first events is certain.
        case done([Outcome])
        /// The branch is not where it was: nothing was changed.
        case moved
    }

    /// An attempt on a revision that may be old. Afterwards the branch has been read, whatever came of it.
    private func attempt(
        _ events: [PendingEvent],
        onWhatWasSeen revision: Revision
    ) async throws(RemoteGitError) -> Attempt {
        do {
            return try await attempt(events, on: revision, isCurrent: false)
        } catch {
            // What an old tip holds may be gone from the server.
            guard error.mayBeOfAnOldTip, try await !branch.refresh().pointsAsMuch(as: revision) else {
                throw error
            }
            return .moved
        }
    }

    private func attempt(
        _ events: [PendingEvent],
        on revision: Revision,
        isCurrent: Bool
    ) async throws(RemoteGitError) -> Attempt {
        let group = try await signed(try await decide(events, on: revision))
        let outcomes = zip(group.results, events).map { Outcome($0, of: $1) }
        guard group.chain.hasPendingCommits else {
            // "Unchanged" and "refused" hold only of the branch as it is now.
            let holds = if isCurrent { true } else { try await branch.refresh().pointsAsMuch(as: group.base) }
            return holds ? .done(outcomes) : .moved
        }
        switch try await branch.push(group.chain) {
        case .pushed:
            if let name = await branch.name, group.chain.id != group.base.id {
                updates.append(
                    BranchUpdate(branch: name, before: group.base.id, after: group.chain.id, paths: group.paths))
            }
            return .done(outcomes)
        case .moved:
            contendedUntil = .now + Self.contentionMemory
            return .moved
        case .refsDeclined(let refs, let words):
            logger.notice(
                "the git server does not let refs be changed that functions keep their records in",
                metadata: ["refs": "\(refs.sorted().map(\.text).joined(separator: " "))", "because": "\(words)"])
            return .moved
        case .declined(let words): throw RemoteGitError(.pushDeclined, "the server declined the push: \(words)")
        }
    }

    /// The group with its commits signed, if there is a key. Decisions know nothing of keys, so the ids change here.
    private func signed(_ group: Group) async throws(RemoteGitError) -> Group {
        guard let key = options.signingKey, group.chain.hasPendingCommits else { return group }
        let (chain, ids) = try await group.chain.signed(by: key)
        return Group(base: group.base, chain: chain, results: group.results.map { $0.replacing(ids) })
    }

    /// Decisions on a number of events.
    private struct Group {
        /// What they were made on.
        let base: Revision
        /// The same with the new commits on top.
        let chain: Revision
        let results: [GroupDecision.Result]

        /// The files that its commits change, each once.
        var paths: [RepositoryPath] {
            var seen: Set<RepositoryPath> = []
            return results.flatMap { result in
                guard case .commit(_, let proposal, _) = result else { return [RepositoryPath]() }
                return proposal.files.map(\.path) + proposal.entries.map(\.path)
            }.filter { seen.insert($0).inserted }
        }
    }

    /// Decides the events, loading what they miss for all of them together.
    private func decide(_ events: [PendingEvent], on revision: Revision) async throws(RemoteGitError) -> Group {
        let policy: PolicyFile?
        do {
            policy = try options.policy.read()
        } catch {
            let results = events.map { _ in GroupDecision.Result.settled(.failed, error.message) }
            return Group(base: revision, chain: revision, results: results)
        }
        var base = revision
        let ledger = EventLedger(base)
        if let date = events.compactMap(ledger.missing(for:)).min() {
            base = try await branch.extendLedger(of: base, since: date, limit: EventLedger.longest)
        }
        var takesCommitsAsTheyAre = false
        while true {
            let group = GroupDecision(
                events, on: base, policy: policy, policies: policies, takesCommitsAsTheyAre: takesCommitsAsTheyAre,
                draft: draft)
            if let date = group.missingSince {
                base = try await branch.extendLedger(of: base, since: date, limit: EventLedger.longest)
                takesCommitsAsTheyAre = true
                continue
            }
            guard !group.missing.isEmpty else {
                return Group(base: base, chain: group.chain, results: group.results)
            }
            let loaded = try await branch.load(group.missing, of: base, until: .first)
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

    private func failure(_ error: RemoteGitError, _ events: [PendingEvent]) -> [Outcome] {
        logger.info("git failed", metadata: ["class": "\(error.kind.rawValue)", "reason": "\(error.message)"])
        return events.map { Outcome(error, of: $0) }
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
}
