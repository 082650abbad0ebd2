import GitOps
import Synchronization

@testable import runner

/// What there was, for people. It can be asked for at any moment, also amid a round.
final class ChaosReport: Sendable {
    /// A round that has ended, or has not.
    struct Round: Sendable {
        let seed: UInt64
        let events: [ChaosEvent]
        let faults: ChaosFaults
        /// What came of it; `nil` as long as it goes on.
        var result: Result?
    }

    /// What came of a round.
    struct Result: Sendable {
        let ending: ChaosRound.Ending
        let finding: ChaosVerdict.Finding
        let duration: Duration
    }

    private let rounds = Mutex<[Round]>([])

    /// A round begins.
    func begin(seed: UInt64, events: [ChaosEvent], faults: ChaosFaults) {
        rounds.withLock { $0.append(Round(seed: seed, events: events, faults: faults)) }
    }

    /// The round has ended: says so in a line.
    func end(_ result: Result) {
        let (number, round) = rounds.withLock { rounds in
            rounds[rounds.count - 1].result = result
            return (rounds.count, rounds[rounds.count - 1])
        }
        let faults = round.faults.counts.values.reduce(0, +)
        let count = result.finding.problems.count
        tell(
            "round \(number), seed \(round.seed): \(round.events.count) events in \(result.ending.messages) messages, "
                + "\(result.finding.commits) commits, \(faults) faults; \(count == 0 ? "all is right" : "\(count) PROBLEMS")"
                + " after \(result.duration.components.seconds) s")
    }

    /// Says all of it.
    func tell() {
        for line in lines { tell(line) }
    }

    private func tell(_ line: String) { StandardError.write("chaos: \(line)\n") }

    private var lines: [String] {
        let rounds = rounds.withLock { $0 }
        let results = rounds.compactMap(\.result)
        let ended = rounds.filter { $0.result != nil }
        let events = ended.flatMap(\.events)
        let poison = events.count { $0.identity == nil }
        var lines = [
            "\(results.count) round(s) from seed \(rounds.first?.seed ?? 0), checked to the end",
            "\(events.count) events in \(results.map(\.ending.messages).reduce(0, +)) messages:",
        ]
        var counts: [ChaosEvent.Sort: [OutcomeKind: Int]] = [:]
        for result in results { counts.merge(result.finding.counts) { $0.merging($1, uniquingKeysWith: +) } }
        for sort in ChaosEvent.Sort.allCases {
            guard let kinds = counts[sort] else { continue }
            let words = OutcomeKind.allCases.compactMap { kind in kinds[kind].map { "\($0) \(kind.rawValue)" } }
            lines.append("  \(kinds.values.reduce(0, +)) \(sort.rawValue): \(words.joined(separator: ", "))")
        }
        lines.append("  \(poison) poison: dead letters")
        lines.append(
            "\(results.map(\.finding.commits).reduce(0, +)) commits by events, "
                + "\(results.map(\.ending.work.subjects.count).reduce(0, +)) by a person")
        if let open = rounds.last, open.result == nil { lines.append("the round of seed \(open.seed) was not checked") }
        lines.append("faults:")
        let faults = rounds.map(\.faults.counts).reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
        lines += faults.sorted { $0.key < $1.key }.map { "  \($0.value) \($0.key)" }
        return lines
    }
}
