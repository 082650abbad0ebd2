import Synchronization

/// Counts the events under way, so that there are never more than the limit: each may hold a body in memory.
package final class EventSlots: Sendable {
    private let limit: Int
    private let taken = Atomic(0)

    /// - Parameter limit: the most slots that are taken at a time.
    package init(_ limit: Int) {
        self.limit = limit
    }

    /// Takes a slot if there is one. Who got it gives it back.
    package func take() -> Bool {
        if taken.wrappingAdd(1, ordering: .relaxed).newValue <= limit { return true }
        giveBack()
        return false
    }

    /// Gives a slot back.
    package func giveBack() { taken.wrappingSubtract(1, ordering: .relaxed) }
}
