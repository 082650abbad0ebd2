import GitOps
import TestSupport
import Testing

/// Everything goes wrong at once, and in the end everything is right.
@Suite(.timeLimit(.minutes(10 + 2 * ChaosScale.minutes))) struct ChaosTests {
    @Test func nothingIsLostDoneTwiceOrUndone() async throws {
        let end = ContinuousClock.now + .seconds(60 * ChaosScale.minutes)
        let scale = ChaosScale.minutes > 0 ? ChaosScale.long : .short
        var report = ChaosReport()
        var seed = ChaosScale.seed
        repeat {
            try await round(scale, seed: seed, &report)
            seed += 1
        } while ContinuousClock.now < end
        print(report)
    }

    private func round(_ scale: ChaosScale, seed: UInt64, _ report: inout ChaosReport) async throws {
        let result = try await ChaosWorld.with(scale, seed: seed) { world in
            var random = SplitMix64(state: seed)
            let revision = try await world.repository("rev-parse", "main").text
            let events = ChaosEvent.all(scale, revision: revision, using: &random)
            do {
                let ending = try await ChaosRound(world: world, events: events, scale: scale, seed: seed).run()
                let counts = try await ChaosVerdict(world: world, events: events, ending: ending).check()
                return (events: events, ending: ending, counts: counts, faults: world.faults.counts)
            } catch {
                var logs = ""
                for runner in world.runners { logs += await runner.log.suffix(4_000) + "\n" }
                throw TestSupportError("seed \(seed): \(error)\n\(logs)")
            }
        }
        report.add(seed: seed, events: result.events, result.ending, result.counts, result.faults)
    }
}

/// What there was, for people.
struct ChaosReport: CustomStringConvertible {
    private var rounds = 0
    private var firstSeed: UInt64?
    private var events = 0
    private var messages = 0
    private var poison = 0
    private var personCommits = 0
    private var outcomes: [OutcomeKind: Int] = [:]
    private var faults: [String: Int] = [:]

    mutating func add(
        seed: UInt64, events: [ChaosEvent], _ ending: ChaosRound.Ending, _ counts: [OutcomeKind: Int],
        _ faults: [String: Int]
    ) {
        rounds += 1
        firstSeed = firstSeed ?? seed
        self.events += events.count
        messages += ending.messages
        poison += events.count { $0.identity == nil }
        personCommits += ending.work.subjects.count
        outcomes.merge(counts, uniquingKeysWith: +)
        self.faults.merge(faults, uniquingKeysWith: +)
    }

    var description: String {
        let ended = OutcomeKind.allCases.compactMap { kind in outcomes[kind].map { "\($0) \(kind.rawValue)" } }
        let faultLines = faults.sorted { $0.key < $1.key }.map { "chaos:   \($0.value) \($0.key)" }
        return """
            chaos: \(rounds) round(s) from seed \(firstSeed ?? 0): \(events) events in \(messages) messages, \(poison) of them poison
            chaos: \(ended.joined(separator: ", ")), \(poison) dead letters; \(personCommits) commits by a person
            chaos: faults:
            \(faultLines.joined(separator: "\n"))
            """
    }
}
