import Logging
import NATS

/// The messages of one durable consumer. If somebody deletes it, it is made again: events that were handled before are
/// then delivered again, and the branch tells that they were.
struct DurableConsumer: MessageSource {
    /// The consumer as the server has it.
    let configuration: ConsumerConfiguration

    private let subscription: EventSubscription
    private let connection: NATSConnection
    private let consumer: PullConsumer
    private let logger: Logger

    /// Makes the consumer, if it is not there, and gets ready to fetch.
    ///
    /// - Throws: ``NATSError``, ``CommandFailure``.
    init(_ subscription: EventSubscription, on connection: NATSConnection, logger: Logger) async throws {
        configuration = try await subscription.prepare(on: connection)
        consumer = try await connection.pullConsumer(
            stream: subscription.names.eventStream, durable: subscription.durable)
        self.subscription = subscription
        self.connection = connection
        self.logger = logger
    }

    func fetch(max: Int, wait: Duration) async throws -> [any BusMessage] {
        do {
            return try await consumer.fetch(max: max, wait: wait)
        } catch let error as NATSError where error.code == .noConsumer {
            try await BusStream(role: .events, names: subscription.names).prepare(on: connection)
            _ = try await subscription.prepare(on: connection)
            logger.warning("the consumer was gone and is made again", metadata: ["consumer": "\(subscription.durable)"])
            return []
        }
    }
}
