import Synchronization
import TestSupport

/// Counts what was done to the system, and decides what is done to its Git requests.
final class ChaosFaults: Sendable {
    private struct State {
        var random: SplitMix64
        var isQuiet = false
        var counts: [String: Int] = [:]
    }

    private let state: Mutex<State>

    init(seed: UInt64) {
        state = Mutex(State(random: SplitMix64(state: seed)))
    }

    /// How many of each there were.
    var counts: [String: Int] { state.withLock { $0.counts } }

    /// Counts one.
    func count(_ what: String) {
        state.withLock { $0.counts[what, default: 0] += 1 }
    }

    /// No more faults of Git from now on.
    func calm() {
        state.withLock { $0.isQuiet = true }
    }

    /// A random wait.
    func pause(_ range: ClosedRange<Int>) -> Duration {
        .milliseconds(state.withLock { Int.random(in: range, using: &$0.random) })
    }

    /// One of so many.
    func choice(of count: Int) -> Int {
        state.withLock { Int.random(in: 0..<count, using: &$0.random) }
    }

    /// What becomes of a request to Git: one in eight goes wrong.
    func fault() -> FaultyGitProxy.Fault? {
        state.withLock { state in
            guard !state.isQuiet else { return nil }
            let (name, fault): (String, FaultyGitProxy.Fault)
            switch Int.random(in: 0..<40, using: &state.random) {
            case 0: (name, fault) = ("Git requests answered with 503", .status(503))
            case 1: (name, fault) = ("Git requests that hung", .hang)
            case 2: (name, fault) = ("Git requests cut before the answer", .beforeTheAnswer)
            case 3: (name, fault) = ("Git requests cut inside the answer", .insideTheAnswer)
            case 4: (name, fault) = ("Git requests cut inside the request", .insideTheRequest)
            default: return nil
            }
            state.counts[name, default: 0] += 1
            return fault
        }
    }
}
