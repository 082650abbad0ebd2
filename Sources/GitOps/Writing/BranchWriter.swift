public import Logging
public import RemoteGit

/// Writes what events decide to one branch. There is one for each repository and branch of a process.
///
/// All events that wait are decided together on a chain of commits, one each, and pushed at once, as databases commit
/// in groups. If the branch moved meanwhile, all are decided again on the new commit: nothing is ever merged.
public actor BranchWriter {
    let branch: RemoteBranch
    let options: Options
    let decider: GroupDecider
    let logger: Logger
    private let repository: String
    private let groups: GroupWriter
    private var waiting: [WaitingEvent] = []
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
        decider = GroupDecider(branch: branch) { event, message in
            CommitDraft(
                message: message, signature: options.signature, authored: event.time, committed: options.now())
        }
        groups = GroupWriter(branch, decider: decider, options: options, logger: logger)
    }

    /// Decides on an event and puts its commit, if there is one, on the branch.
    ///
    /// - Returns: when the outcome is certain: `pushed` means that the commit is on the branch.
    public func write(_ event: PendingEvent) async -> Outcome {
        await withCheckedContinuation { done in
            waiting.append(WaitingEvent(event: event, since: .now, done: done))
            guard !isWriting else { return }
            isWriting = true
            Task { await self.writeAllWaiting() }
        }
    }

    private func writeAllWaiting() async {
        while !waiting.isEmpty {
            // Events that come meanwhile join the group.
            await groups.leaveGap()
            let group = Array(waiting.prefix(groups.mostTogether))
            waiting.removeFirst(group.count)
            let before = await branch.traffic
            let written = await groups.write(group.map(\.event))
            // Those that did not go together with the first are the first of the next group.
            waiting.insert(contentsOf: group[written.outcomes.count...], at: 0)
            let outcomes = zip(group, await completed(written.outcomes, since: before)).map { $0.timed($1) }
            announce(written.updates) {
                for (event, outcome) in zip(group, outcomes) { event.done.resume(returning: outcome) }
            }
        }
        isWriting = false
    }

    /// Tells of pushes who wants to know of them, and gives the outcomes afterwards.
    private func announce(_ updates: [BranchUpdate], before giveOutcomes: @escaping @Sendable () -> Void) {
        guard let onPush = options.onPush, !updates.isEmpty else { return giveOutcomes() }
        Task {
            for update in updates { await onPush(update) }
            giveOutcomes()
        }
    }

    /// Adds what a decision does not know: where it happened, and what all of them have cost together since then.
    func completed(_ outcomes: [Outcome], since before: Traffic) async -> [Outcome] {
        let spent = await branch.traffic - before
        return outcomes.on(await branch.name, of: repository, sharing: spent)
    }
}
