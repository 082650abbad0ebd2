import GitOps
import NATS

/// One durable consumer and what handles its events.
struct EventSubscription: Sendable {
    /// How many events may be out at a time, over all runners, those that wait for a delayed redelivery included. At
    /// this number the consumer stands still, so that it is far above what a runner works on.
    private static let maxAckPending: Int64 = 1_000

    /// The names of streams and subjects.
    let names: BusNames
    /// The consumer's name. All runners share the consumer.
    let durable: String
    /// The subject of the events.
    let subject: String
    /// The handler's name.
    let handlerName: String
    /// What handles them.
    let handler: any EventHandling
    /// Told every outcome.
    let report: @Sendable (Outcome) async -> Void
    /// After how long an event that nobody speaks of any more is delivered again.
    var ackWait = Duration.seconds(30)
    /// When an event that could not be handled comes again, and how often.
    var delays = RedeliveryDelay()

    /// The subscriptions of a handler: one a kind of event, since nats-server 2.9 knows only one filter a consumer.
    static func all(
        of row: HandlerTable.Row,
        names: BusNames,
        handler: any EventHandling,
        report: @escaping @Sendable (Outcome) async -> Void
    ) -> [EventSubscription] {
        row.kinds.enumerated().map { index, kind in
            EventSubscription(
                names: names, durable: names.durable(of: row.name, kind, isFirst: index == 0),
                subject: names.events(kind), handlerName: row.name, handler: handler, report: report)
        }
    }

    /// The consumer as it is to be.
    var wanted: ConsumerConfiguration {
        ConsumerConfiguration(
            stream: names.eventStream, durable: durable, filterSubject: subject, ackWait: ackWait,
            maxAckPending: Self.maxAckPending)
    }

    /// Makes the consumer if it is not there.
    ///
    /// - Returns: the consumer as it is.
    /// - Throws: ``NATSError``; ``CommandFailure`` if the one that is there would lose events, saying which setting.
    func prepare(on connection: NATSConnection) async throws -> ConsumerConfiguration {
        let found = try await connection.ensureConsumer(wanted)
        if let objection = found.objection(asFor: wanted) {
            throw CommandFailure(
                .failed, "the consumer \(durable) of \(names.eventStream) cannot be used: \(objection)")
        }
        return found
    }
}
