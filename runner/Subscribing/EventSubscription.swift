import GitOps
import NATS

/// One durable consumer and what handles its events.
struct EventSubscription: Sendable {
    /// How many events may be out at a time, over all runners, those that wait for a delayed redelivery included. At
    /// this number the consumer stands still, so that it is far above what a runner works on.
    private static let maxAckPending: Int64 = 1_000

    /// The consumer's name. All runners share the consumer.
    let durable: String
    /// The subject of the events.
    let subject: String
    /// What handles them.
    let handler: any EventHandling
    /// Told every outcome.
    let report: @Sendable (Outcome) async -> Void
    /// After how long an event that nobody speaks of any more is delivered again.
    var ackWait = Duration.seconds(30)
    /// When an event that could not be handled comes again.
    var delays = RedeliveryDelay()

    /// The subscriptions of a handler: one a subject, since nats-server 2.9 knows only one filter a consumer.
    static func all(
        of row: HandlerTable.Row,
        handler: any EventHandling,
        report: @escaping @Sendable (Outcome) async -> Void
    ) -> [EventSubscription] {
        row.subjects.enumerated().map { index, subject in
            // The first one has the plain name, so that it keeps it when a handler gets more subjects.
            let suffix = index == 0 ? "" : "-" + subject.split(separator: ".").suffix(1).joined()
            return EventSubscription(
                durable: "gitops-\(row.name)\(suffix)", subject: subject, handler: handler, report: report)
        }
    }

    /// The consumer as it is to be.
    var wanted: ConsumerConfiguration {
        ConsumerConfiguration(
            stream: EventStream.name, durable: durable, filterSubject: subject, ackWait: ackWait,
            maxAckPending: Self.maxAckPending)
    }

    /// Makes the consumer if it is not there.
    ///
    /// - Returns: the consumer as it is.
    /// - Throws: ``NATSError``; ``CommandFailure`` if the one that is there would lose events, saying which setting.
    func prepare(on connection: NATSConnection) async throws -> ConsumerConfiguration {
        let found = try await connection.ensureConsumer(wanted)
        if let objection = found.objection(asFor: wanted) {
            throw CommandFailure(.failed, "the consumer \(durable) of \(EventStream.name) cannot be used: \(objection)")
        }
        return found
    }
}

extension ConsumerConfiguration {
    /// Why a consumer that is there loses events that the wanted one would not; `nil` if it does not.
    func objection(asFor wanted: ConsumerConfiguration) -> String? {
        if !isPull { return "it pushes (deliver_subject)" }
        if !isExplicitlyAcknowledged { return "not every message is acknowledged for itself (ack_policy)" }
        if isHeadersOnly { return "messages come without payload (headers_only)" }
        if filterSubject != wanted.filterSubject {
            return
                "it hands out \(filterSubject ?? "everything") and not \(wanted.filterSubject ?? "that") (filter_subject)"
        }
        if let maxDeliver { return "messages are dropped after \(maxDeliver) deliveries (max_deliver)" }
        return nil
    }

    /// After how long a message counts as lost: the waits of `backoff` count in place of `ack_wait`.
    var shortestAckWait: Duration { backoff.min() ?? ackWait }
}
