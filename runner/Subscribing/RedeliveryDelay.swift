/// How long to wait before an event that could not be handled is delivered again, and when to give up.
///
/// The wait doubles with each delivery. A part of it is random, so that events which failed together, because the Git
/// server was away, do not all come back in the same moment.
struct RedeliveryDelay: Sendable {
    /// The wait after the first delivery, at most.
    var first = Duration.seconds(1)
    /// No wait is longer.
    var longest = Duration.seconds(120)
    /// An event that has failed at so many deliveries is a dead letter. One that is to be tried again is never: a Git
    /// server may be away for days.
    ///
    /// The consumer itself has no such limit: at its last delivery, a runner that is killed could leave no dead letter.
    /// So it does no harm that nats-server 2.9 may count one too few: the event is tried once more.
    var attempts: UInt64 = 10

    /// For how long after it was due later events of its lanes wait for an event.
    var lateness = Duration.seconds(10)

    /// The wait after so many deliveries.
    func delay(after deliveries: UInt64) -> Duration {
        // nats-server 2.9 may say one too few, see NATSMessage.
        let doublings = min(max(deliveries, 1) - 1, 30)
        return min(first * (1 << doublings), longest) * Double.random(in: 0.5...1)
    }
}
