import Synchronization

/// Lets so many through in a second, and twice as many at once after a quiet time.
final class RateLimit: Sendable {
    private let perSecond: Double
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state: Mutex<(allowance: Double, at: ContinuousClock.Instant)>

    /// - Parameter now: Tells the time.
    init(perSecond: Int, now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.perSecond = Double(perSecond)
        self.now = now
        state = Mutex((2 * Double(perSecond), now()))
    }

    /// Whether one more may pass.
    func take() -> Bool {
        state.withLock { state in
            let now = now()
            let seconds = (now - state.at) / .seconds(1)
            state = (min(2 * perSecond, state.allowance + seconds * perSecond), now)
            guard state.allowance >= 1 else { return false }
            state.allowance -= 1
            return true
        }
    }
}
