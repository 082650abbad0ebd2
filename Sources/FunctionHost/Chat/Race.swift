import Synchronization

/// Which of two comes first.
final class Race: Sendable {
    private let isOver = Atomic(false)

    /// Whether the caller is the first to ask.
    func isWon() -> Bool { !isOver.exchange(true, ordering: .acquiringAndReleasing) }
}
