import Glibc
import Synchronization

/// Says on a terminal how far long work is: one line, written over. Nothing anywhere else.
final class Progress: Sendable {
    private static let interval = Duration.milliseconds(100)

    private let what: String
    private let total: UInt64?
    private let isShown: Bool
    private let state = Mutex<(done: UInt64, shownAt: ContinuousClock.Instant?)>((0, nil))

    /// - Parameters:
    ///   - what: What is counted, as "events".
    ///   - total: How many there will be, if that is known.
    init(_ what: String, of total: UInt64?, isShown: Bool = isatty(STDERR_FILENO) != 0) {
        self.what = what
        self.total = total
        self.isShown = isShown
    }

    /// Counts some more.
    func advance(by count: Int = 1) {
        let line = state.withLock { state -> String? in
            state.done += UInt64(count)
            guard isShown, state.shownAt.map({ $0 + Self.interval < .now }) ?? true else { return nil }
            state.shownAt = .now
            return "\r\u{1B}[K\(state.done)\(total.map { " of \($0)" } ?? "") \(what)"
        }
        if let line { StandardError.write(line) }
    }

    /// Takes the line away.
    func end() {
        if isShown, state.withLock({ $0.shownAt != nil }) { StandardError.write("\r\u{1B}[K") }
    }
}
