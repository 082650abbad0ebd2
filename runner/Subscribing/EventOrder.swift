import Synchronization

/// Has events that concern the same thing handled one after the other, in the order in which they were published, while
/// all others go on.
///
/// An event that could not be handled is given back to the bus and comes again later. Until it has come, later events of
/// its lane are given back, too, so that they come after it. Other runners may be given it in the meantime; this one
/// does not hear of that and waits no longer than the event was due. Across runners the policy's order of tags and the
/// times of the events decide.
final class EventOrder: Sendable {
    /// What an event may do.
    enum Turn: Sendable, Equatable {
        /// It is the first of its lane.
        case now
        /// An earlier one waits to be delivered again: give this one back for so long.
        case later(Duration)
    }

    /// One event's place in its lane.
    struct Place: Sendable {
        fileprivate let lane: String?
        fileprivate let sequence: UInt64
        fileprivate let order: EventOrder
        private let turns: AsyncStream<Turn>

        fileprivate init(
            _ lane: String?, _ sequence: UInt64, _ order: EventOrder, _ turns: AsyncStream<Turn>
        ) {
            self.lane = lane
            self.sequence = sequence
            self.order = order
            self.turns = turns
        }

        /// Waits until it is this event's turn; `nil` if the task is cancelled first.
        func turn() async -> Turn? { await turns.first { _ in true } }

        /// Lets the next one go on. Called once for each place, whatever came of it.
        ///
        /// - Parameter delay: after which the event comes again; `nil` if it is done with.
        func leave(givenBackFor delay: Duration?) { order.leave(self, givenBackFor: delay) }
    }

    fileprivate struct Waiting {
        let sequence: UInt64
        let turn: AsyncStream<Turn>.Continuation
    }

    fileprivate struct Lane {
        /// The event that is being handled.
        var current: UInt64?
        var waiting: [Waiting] = []
        /// When events come again that were given back.
        var due: [UInt64: ContinuousClock.Instant] = [:]

        var isEmpty: Bool { current == nil && waiting.isEmpty && due.isEmpty }
    }

    /// For how long after it was due an event is waited for.
    fileprivate static let patience = Duration.seconds(10)
    /// Between events that come again one after the other.
    fileprivate static let step = Duration.milliseconds(20)

    private let lanes = Mutex<[String: Lane]>([:])

    /// Takes the next place in a lane. Called in the order in which the events were published.
    ///
    /// - Parameter lane: what the event concerns; `nil` if its order does not matter.
    func join(_ lane: String?, sequence: UInt64) -> Place {
        let (turns, continuation) = AsyncStream<Turn>.makeStream()
        if let lane {
            lanes.withLock { lanes in
                var entry = lanes[lane] ?? Lane()
                entry.add(Waiting(sequence: sequence, turn: continuation))
                lanes[lane] = entry
            }
        } else {
            continuation.yield(.now)
        }
        return Place(lane, sequence, self, turns)
    }

    /// How many lanes there are something to remember of.
    var count: Int { lanes.withLock { $0.count } }

    fileprivate func leave(_ place: Place, givenBackFor delay: Duration?) {
        guard let name = place.lane else { return }
        lanes.withLock { lanes in
            guard var lane = lanes[name] else { return }
            lane.remove(place.sequence, givenBackFor: delay)
            lanes[name] = lane.isEmpty ? nil : lane
            // Events that another runner was given are not heard of again.
            if lanes.count > Self.sweepLimit { lanes = lanes.compactMapValues { $0.swept() } }
        }
    }

    private static let sweepLimit = 1_000
}

extension EventOrder.Lane {
    fileprivate mutating func add(_ event: EventOrder.Waiting) {
        if let delay = delay(of: event.sequence) {
            due[event.sequence] = .now + delay
            event.turn.yield(.later(delay))
        } else if current == nil {
            current = event.sequence
            event.turn.yield(.now)
        } else {
            waiting.append(event)
        }
    }

    fileprivate mutating func remove(_ sequence: UInt64, givenBackFor delay: Duration?) {
        if let delay {
            due[sequence] = .now + delay
        } else {
            due[sequence] = nil
        }
        guard current == sequence else {
            // It was given back before it was its turn.
            waiting.removeAll { $0.sequence == sequence }
            return
        }
        current = nil
        let left = waiting
        waiting = []
        for event in left { add(event) }
    }

    /// For how long an event has to be given back so that it comes after earlier ones; `nil` if there are none.
    private mutating func delay(of sequence: UInt64) -> Duration? {
        due[sequence] = nil
        sweep()
        guard let last = due.filter({ $0.key < sequence }).map(\.value).max() else { return nil }
        return max(last - .now, .zero) + EventOrder.step
    }

    private mutating func sweep() {
        let now = ContinuousClock.now
        due = due.filter { $0.value + EventOrder.patience > now }
    }

    fileprivate func swept() -> EventOrder.Lane? {
        var lane = self
        lane.sweep()
        return lane.isEmpty ? nil : lane
    }
}
