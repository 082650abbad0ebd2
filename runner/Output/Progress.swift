import FoundationEssentials
import Glibc
import Synchronization

/// Says on a terminal how far long work is: one line, written over. Nothing anywhere else.
final class Progress: Sendable {
    private struct State {
        var done: UInt64 = 0
        var shownAt: ContinuousClock.Instant?
        var isVisible = false
    }

    private static let interval = Duration.milliseconds(100)
    private static let clearing = "\r\u{1B}[K"

    private let what: String
    private let total: UInt64?
    private let isShown: Bool
    private let write: @Sendable (String) -> Void
    private let state = Mutex(State())

    /// - Parameters:
    ///   - what: What is counted, as "events".
    ///   - total: How many there will be, if that is known.
    init(
        _ what: String, of total: UInt64?, isShown: Bool = Progress.isOnTerminal,
        write: @escaping @Sendable (String) -> Void = StandardError.write
    ) {
        self.what = what
        self.total = total
        self.isShown = isShown
        self.write = write
    }

    /// Whether standard error is a terminal that obeys codes.
    private static var isOnTerminal: Bool {
        isatty(STDERR_FILENO) != 0 && TerminalStyle.obeysCodes(ProcessInfo.processInfo.environment)
    }

    /// Counts some more.
    func advance(by count: Int = 1) {
        let line = state.withLock { state -> String? in
            state.done += UInt64(count)
            guard isShown, state.shownAt.map({ $0 + Self.interval < .now }) ?? true else { return nil }
            state.shownAt = .now
            state.isVisible = true
            return "\(Self.clearing)\(state.done)\(total.map { " of \($0)" } ?? "") \(what)"
        }
        if let line { write(line) }
    }

    /// Takes the line away, until there is more: before anything else is written, and at the end.
    func hide() {
        let wasVisible = state.withLock { state in
            defer { state.isVisible = false }
            return state.isVisible
        }
        if wasVisible { write(Self.clearing) }
    }
}
