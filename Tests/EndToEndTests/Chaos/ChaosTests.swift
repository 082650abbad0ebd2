import FoundationEssentials
import TestSupport
import Testing
import UnixSignals

/// Everything goes wrong at once, and in the end everything is right.
@Suite(.timeLimit(.minutes(30 + 2 * ChaosScale.minutes))) struct ChaosTests {
    @Test func nothingIsLostDoneTwiceOrUndone() async throws {
        let report = ChaosReport()
        guard ChaosScale.minutes > 0 else {
            try await round(.short, seed: ChaosScale.seed, report)
            return report.tell()
        }
        defer { report.tell() }
        try await withInterruption {
            let end = ContinuousClock.now + .seconds(60 * ChaosScale.minutes)
            var seed = ChaosScale.seed
            repeat {
                guard try await round(.long, seed: seed, report) else { return }
                seed += 1
            } while ContinuousClock.now < end
        }
    }

    /// One round.
    ///
    /// - Returns: whether all is right.
    @discardableResult
    private func round(_ scale: ChaosScale, seed: UInt64, _ report: ChaosReport) async throws -> Bool {
        let start = ContinuousClock.now
        let problems = try await ChaosWorld.with(scale, seed: seed) { world in
            let revision = try await world.repository("rev-parse", "main").text
            let events = ChaosEvents.all(scale, revision: revision, seed: seed)
            report.begin(seed: seed, events: events, faults: world.faults)
            do {
                let ending = try await ChaosRound(world: world, events: events, scale: scale, seed: seed).run()
                let finding = try await ChaosVerdict(world: world, events: events, ending: ending).check()
                report.end(ChaosReport.Result(ending: ending, finding: finding, duration: .now - start))
                if !finding.problems.isEmpty { await world.keep(seed: seed) }
                return finding.problems
            } catch {
                if !(error is CancellationError) { await world.keep(seed: seed) }
                var logs = ""
                for runner in world.runners { logs += await runner.log.suffix(4_000) + "\n" }
                throw TestSupportError("seed \(seed): \(error)\n\(logs)")
            }
        }
        for problem in problems { Issue.record("seed \(seed): \(problem)") }
        return problems.isEmpty
    }

    /// Ends what `body` does when the process is asked to end, as by Ctrl-C, so that there is a report of what was done.
    private func withInterruption(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await body() }
            group.addTask {
                for await signal in signals { throw TestSupportError("interrupted by \(signal)") }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
