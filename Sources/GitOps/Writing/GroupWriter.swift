import Logging
import RemoteGit

/// Writes groups of events to a branch to which others may push as well.
///
/// It belongs to one ``BranchWriter``, which writes one group after the other.
final class GroupWriter {
    /// What came of a group.
    struct Written {
        /// The outcomes of the first of its events, as many as went together.
        var outcomes: [Outcome] = []
        /// What its pushes did to the branch.
        var updates: [BranchUpdate] = []
    }

    private let branch: RemoteBranch
    private let attempt: PushAttempt
    /// How long events are decided again because others push to the branch.
    private let patience: Duration
    private let logger: Logger
    private var contention = Contention()

    /// A writer of groups to a branch that nobody else is known to push to.
    init(_ branch: RemoteBranch, decider: GroupDecider, options: BranchWriter.Options, logger: Logger) {
        self.branch = branch
        attempt = PushAttempt(
            branch: branch, decider: decider, policy: options.policy, signingKey: options.signingKey, logger: logger)
        patience = options.contention
        self.logger = logger
    }

    /// How many events the next group may have.
    var mostTogether: Int { contention.mostTogether }

    /// Lets others have the branch, if there are any.
    func leaveGap() async {
        let gap = contention.gap
        guard gap > .zero else { return }
        try? await Task.sleep(for: gap)
    }

    /// Decides and pushes the first of the events, as many as go together, until their outcome is certain.
    func write(_ events: [PendingEvent]) async -> Written {
        do throws(RemoteGitError) {
            return try await writeTogether(events)
        } catch {
            guard events.count > 1, error.mayBeOfOneEvent else {
                return Written(outcomes: error.outcomes(of: events, logger))
            }
            // One of them is at fault; the others must not suffer for it.
            var all = Written()
            for event in events {
                let written = await write([event])
                all.outcomes += written.outcomes
                all.updates += written.updates
            }
            return all
        }
    }

    /// The same, unless what goes wrong may be the fault of one of them.
    private func writeTogether(_ events: [PendingEvent]) async throws(RemoteGitError) -> Written {
        let deadline = ContinuousClock.now + patience
        var longestPause = Duration.milliseconds(100)
        var losses = 0
        var count = events.count
        var base: Revision?
        await branch.watch(events.reduce(into: []) { $0.formUnion($1.refs) })
        // What was seen last is decided on at once: if it is stale, the push is rejected.
        if !contention.isExpected, let lastSeen = await branch.lastSeen {
            if let written = settled(try await attempt.write(events, onWhatWasSeen: lastSeen)) { return written }
            // The branch was read after that.
            base = await branch.lastSeen
        }
        while true {
            let tip = if let base { base } else { try await branch.refresh() }
            let group = Array(events.prefix(count))
            if let written = settled(try await attempt.write(group, on: tip, isCurrent: true)) { return written }
            guard ContinuousClock.now < deadline else {
                contention.hasGivenUp(on: events.count)
                throw RemoteGitError(.busy, "others kept pushing to the branch for \(patience)")
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

    /// What is certain after an attempt; `nil` if another one has to be made.
    private func settled(_ result: PushAttempt.Result) -> Written? {
        switch result {
        case .done(let outcomes, let update):
            contention.wasInTime()
            return Written(outcomes: outcomes, updates: update.map { [$0] } ?? [])
        case .tooLate:
            contention.wasTooLate()
            return nil
        case .stale: return nil
        }
    }
}
