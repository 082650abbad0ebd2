import Synchronization

/// Has events that concern the same thing handled one after the other, in the order in which they were published, while
/// all others go on.
///
/// What an event concerns are its lanes; it goes on when it is the first in all of them. An event that could not be
/// handled is given back to the bus and comes again later. Until it has come, later events of its lanes are given back,
/// too, so that they come after it. Other runners may be given it in the meantime; this one does not hear of that and
/// waits little longer than the event was due. Across runners the policy's order of tags and the times of the events
/// decide.
final class EventOrder: Sendable {
    /// What an event may do.
    enum Turn: Sendable, Equatable {
        /// It is the first of its lanes.
        case now
        /// An earlier one waits to be delivered again: give this one back for so long.
        case later(Duration)
    }

    /// One event's place in its lanes.
    struct Place: Sendable {
        fileprivate let number: Int
        fileprivate let lanes: Set<String>
        fileprivate let sequence: UInt64
        private let order: EventOrder
        private let turns: AsyncStream<Turn>

        fileprivate init(
            _ number: Int, _ lanes: Set<String>, _ sequence: UInt64, _ order: EventOrder, _ turns: AsyncStream<Turn>
        ) {
            self.number = number
            self.lanes = lanes
            self.sequence = sequence
            self.order = order
            self.turns = turns
        }

        /// Waits until it is this event's turn; `nil` if the task is cancelled first.
        func turn() async -> Turn? { await turns.first { _ in true } }

        /// Lets the next ones go on. Called once for each place, whatever came of it.
        ///
        /// - Parameter delay: after which the event comes again; `nil` if it is done with.
        func leave(givenBackFor delay: Duration?) { order.leave(self, givenBackFor: delay) }
    }

    private let lanes: Mutex<EventLanes>

    /// An order of nothing yet.
    ///
    /// - Parameters:
    ///   - patience: For how long after it was due an event is waited for that was given back.
    ///   - now: Tells the time.
    init(
        patience: Duration = RedeliveryDelay().lateness,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        lanes = Mutex(EventLanes(patience: patience, now: now))
    }

    /// Takes the next place in some lanes. Called in the order in which the events were published.
    ///
    /// - Parameter lanes: what the event concerns; none if its order does not matter.
    func join(_ lanes: some Sequence<String>, sequence: UInt64) -> Place {
        let (turns, continuation) = AsyncStream<Turn>.makeStream()
        let names = Set(lanes)
        let number = self.lanes.withLock { $0.join(names, sequence: sequence, turn: continuation) }
        return Place(number, names, sequence, self, turns)
    }

    /// How many lanes there is something to remember of.
    var count: Int { lanes.withLock { $0.count } }

    private func leave(_ place: Place, givenBackFor delay: Duration?) {
        lanes.withLock { $0.leave(place.number, place.lanes, sequence: place.sequence, givenBackFor: delay) }
    }
}
