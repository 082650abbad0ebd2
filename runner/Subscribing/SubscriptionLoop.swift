import Events
import FoundationEssentials
import Logging
import NATS
import ServiceLifecycle

/// Fetches messages and has them worked on, many at a time, until a graceful shutdown.
///
/// All that one fetch brings is worked on at the same time and so ends up in one group commit of the writer; what
/// concerns the same thing goes one after the other.
struct SubscriptionLoop: Sendable {
    let source: any MessageSource
    let work: MessageWork
    /// How many messages are worked on at the same time. No more are held in memory, however long the queue is.
    var limit = 64
    /// How long the server may hold a fetch while there is nothing.
    var wait = Duration.seconds(30)
    /// How soon a fetch that failed is tried again.
    var pause = Duration.seconds(1)
    let logger: Logger

    /// Runs until a graceful shutdown, and returns when all that was under way is settled. If the task is cancelled,
    /// what is under way is given back.
    ///
    /// - Throws: ``NATSError`` `closed` if the connection is gone for good.
    func run() async throws {
        let slots = Slots(limit)
        let order = EventOrder(patience: work.delays.lateness)
        try await withThrowingDiscardingTaskGroup { group in
            while let messages = try await next(max: await slots.waitForFree()) {
                for message in messages.sorted(by: { $0.sequence < $1.sequence }) {
                    slots.take()
                    let delivery = Delivery(message, receivedAt: .now)
                    let place = order.join(work.handler.lanes(of: delivery), sequence: message.sequence)
                    group.addTask {
                        await work.handle(message, delivery, place)
                        slots.giveBack()
                    }
                }
            }
        }
    }

    /// The next messages; `nil` when no more are wanted.
    private func next(max: Int) async throws -> [any BusMessage]? {
        var isTroubled = false
        while !isStopping {
            do {
                let messages = try await cancelWhenGracefulShutdown {
                    try await source.fetch(max: max, wait: wait)
                }
                if isTroubled { logger.notice("events are fetched again") }
                isTroubled = false
                guard isStopping else { return messages }
                // They came while the fetch was being given up.
                for message in messages { await work.giveBack(message) }
            } catch is CancellationError {
                return nil
            } catch let error as NATSError where error.code != .closed {
                if !isTroubled { logger.warning("events cannot be fetched", metadata: ["reason": "\(error)"]) }
                isTroubled = true
                try? await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
            }
        }
        return nil
    }

    private var isStopping: Bool { Task.isCancelled || Task.isShuttingDownGracefully }
}
