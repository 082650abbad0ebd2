import Logging
import NATS
import ServiceLifecycle

/// Connects to the bus and runs all subscriptions until a graceful shutdown. A server that is away is waited for.
struct Subscriber: Service {
    /// How soon a server that is away is tried again.
    private static let pause = Duration.seconds(1)

    let options: NATSConnectionOptions
    let names: BusNames
    let subscriptions: [EventSubscription]
    /// Called once events are fetched.
    var onRunning: @Sendable () async -> Void = {}
    let logger: Logger

    /// Runs until a graceful shutdown.
    ///
    /// - Throws: ``NATSError`` that waiting does not cure, as refused credentials; ``CommandFailure`` if stream or
    ///   consumer would lose events.
    func run() async throws {
        // The library reconnects by itself. Only a connection that it gave up, as it does when a server refuses the
        // credentials twice, is made anew.
        var isClosed = true
        while isClosed {
            guard let connection = try await persistently({ try await connect() }) else { return }
            do {
                try await serve(connection)
                isClosed = false
            } catch let error as NATSError where error.code == .closed {
                logger.warning("NATS connection is gone, connecting again")
            } catch {
                await connection.close()
                throw error
            }
            await connection.close()
        }
    }

    private func connect() async throws -> NATSConnection {
        try await NATSConnection.connect(options, logger: logger)
    }

    private func serve(_ connection: NATSConnection) async throws {
        guard let loops = try await persistently({ try await loops(on: connection) }) else { return }
        logger.notice(
            "subscribed",
            metadata: [
                "server": "\(connection.server)", "stream": "\(names.eventStream)",
                "subjects": "\(subscriptions.map(\.subject).joined(separator: ", "))",
            ])
        await onRunning()
        try await withThrowingTaskGroup { group in
            for loop in loops { group.addTask { try await loop.run() } }
            try await group.waitForAll()
        }
    }

    private func loops(on connection: NATSConnection) async throws -> [SubscriptionLoop] {
        for stream in BusStream.all(names) { try await stream.prepare(on: connection) }
        var loops: [SubscriptionLoop] = []
        for subscription in subscriptions {
            let consumer = try await DurableConsumer(subscription, on: connection, logger: logger)
            let work = MessageWork(
                handler: subscription.handler, ackWait: consumer.configuration.shortestAckWait,
                delays: subscription.delays, report: subscription.report,
                results: ResultStream(names, on: connection, logger: logger),
                deadLetters: DeadLetterStream(names, on: connection), logger: logger)
            loops.append(SubscriptionLoop(source: consumer, work: work, logger: logger))
        }
        return loops
    }

    /// Tries until it works, and says once that it does not yet.
    ///
    /// - Returns: `nil` if a graceful shutdown came first.
    private func persistently<Value>(_ body: () async throws -> Value) async throws -> Value? {
        var hasSaidSo = false
        while !Task.isShuttingDownGracefully {
            do {
                return try await body()
            } catch let error as NATSError where error.isPassing {
                if !hasSaidSo { logger.warning("NATS is away, trying again", metadata: ["reason": "\(error)"]) }
                hasSaidSo = true
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.pause) }
            try Task.checkCancellation()
        }
        return nil
    }
}
