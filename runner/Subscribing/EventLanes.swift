/// The lanes of an ``EventOrder``: who is in which, and when those come again that were given back.
struct EventLanes {
    private struct Waiting {
        let lanes: Set<String>
        let sequence: UInt64
        let turn: AsyncStream<EventOrder.Turn>.Continuation
    }

    private struct Lane {
        /// The numbers of those in it, the first one in front.
        var queue: [Int] = []
        /// When events come again, by their sequence numbers.
        var due: [UInt64: ContinuousClock.Instant] = [:]
    }

    /// Between events that come again one after the other.
    private static let step = Duration.milliseconds(20)
    /// With more lanes than that, those are looked for in which nothing is waited for any more: events that another
    /// runner was given are not heard of again.
    private static let mostLanes = 1_000

    /// For how long after it was due an event is waited for.
    let patience: Duration
    /// Tells the time.
    let now: @Sendable () -> ContinuousClock.Instant
    private var lanes: [String: Lane] = [:]
    private var waiting: [Int: Waiting] = [:]
    private var lastNumber = 0

    init(patience: Duration, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.patience = patience
        self.now = now
    }

    /// How many lanes there is something to remember of.
    var count: Int { lanes.count }

    /// Puts an event at the end of its lanes, and tells it if it can go on or has to come again.
    ///
    /// - Returns: its number.
    mutating func join(
        _ names: Set<String>, sequence: UInt64, turn: AsyncStream<EventOrder.Turn>.Continuation
    ) -> Int {
        lastNumber += 1
        let event = Waiting(lanes: names, sequence: sequence, turn: turn)
        // It has come again, if it was waited for.
        for name in names { lanes[name]?.due[sequence] = nil }
        if let delay = delay(of: event) {
            giveBack(event, for: delay)
        } else {
            for name in names { lanes[name, default: Lane()].queue.append(lastNumber) }
            waiting[lastNumber] = event
            goOn(lastNumber)
        }
        return lastNumber
    }

    /// Takes an event out of its lanes, and tells those that were behind it.
    mutating func leave(_ number: Int, _ names: Set<String>, sequence: UInt64, givenBackFor delay: Duration?) {
        waiting[number] = nil
        for name in names {
            lanes[name, default: Lane()].queue.removeAll { $0 == number }
            lanes[name]?.due[sequence] = delay.map { now() + $0 }
        }
        if delay != nil { giveBackThoseBehind(names) }
        for name in names {
            if let first = lanes[name]?.queue.first { goOn(first) }
        }
        forget(names)
        if lanes.count > Self.mostLanes { forget(Set(lanes.keys)) }
    }

    /// Tells an event that it is its turn, if it is the first in all of its lanes.
    private mutating func goOn(_ number: Int) {
        guard let event = waiting[number], event.lanes.allSatisfy({ lanes[$0]?.queue.first == number }) else { return }
        waiting[number] = nil
        event.turn.yield(.now)
    }

    /// Gives back the events in some lanes that have to come after one that comes again, and those behind these.
    private mutating func giveBackThoseBehind(_ names: Set<String>) {
        var open = names
        while let name = open.popFirst() {
            for number in lanes[name]?.queue ?? [] {
                guard let event = waiting[number], let delay = delay(of: event) else { continue }
                waiting[number] = nil
                for name in event.lanes { lanes[name]?.queue.removeAll { $0 == number } }
                giveBack(event, for: delay)
                open.formUnion(event.lanes)
            }
        }
    }

    private mutating func giveBack(_ event: Waiting, for delay: Duration) {
        for name in event.lanes { lanes[name, default: Lane()].due[event.sequence] = now() + delay }
        event.turn.yield(.later(delay))
    }

    /// For how long an event has to be given back so that it comes after earlier ones; `nil` if there are none.
    private func delay(of event: Waiting) -> Duration? {
        let now = now()
        let earlier = event.lanes.flatMap { name in
            (lanes[name]?.due ?? [:]).filter { $0.key < event.sequence && $0.value + patience > now }.values
        }
        return earlier.max().map { max($0 - now, .zero) + Self.step }
    }

    /// Forgets lanes in which nobody is and nobody is waited for.
    private mutating func forget(_ names: Set<String>) {
        let now = now()
        for name in names {
            guard var lane = lanes[name], lane.queue.isEmpty else { continue }
            lane.due = lane.due.filter { $0.value + patience > now }
            lanes[name] = lane.due.isEmpty ? nil : lane
        }
    }
}
