import Events
import GitOps
import Logging
import ServiceLifecycle

/// What is done with one message: its event is handled, its outcome told, the message settled.
struct MessageWork: Sendable {
    let handler: any EventHandling
    /// After how long the server takes a message that it hears nothing of for lost.
    let ackWait: Duration
    var delays = RedeliveryDelay()
    /// Told every outcome before the message is settled: if this process ends in between, it is told again.
    let report: @Sendable (Outcome) async -> Void
    /// Told the outcomes that are final.
    let results: any ResultSink
    let deadLetters: any DeadLetterSink
    let logger: Logger

    /// How far the work on a message came.
    private enum Progress {
        case outcome(Outcome)
        /// An earlier event of its lane comes first.
        case postponed(Duration)
        /// This process is to end.
        case stopped
    }

    /// Handles a message until it is settled. If the task is cancelled first, the message is given back: what its event
    /// has pushed by then, the next delivery finds in the branch.
    func handle(_ message: any BusMessage, _ delivery: Delivery, _ place: EventOrder.Place) async {
        switch await keeping(message, while: { await progress(of: delivery, place) }) {
        case .outcome(let outcome):
            let settlement = settlement(of: outcome, after: message.deliveries)
            place.leave(givenBackFor: settlement.delay)
            await report(outcome)
            if settlement.isFinal { await results.tell(outcome, of: message) }
            await settle(message, outcome, settlement)
        case .postponed(let delay):
            place.leave(givenBackFor: delay)
            await attempt("give back", message) { try await message.nak(delay: delay) }
        case .stopped:
            place.leave(givenBackFor: .zero)
            await giveBack(message)
        }
    }

    /// Gives back a message that nobody works on, for another runner to take at once.
    func giveBack(_ message: any BusMessage) async {
        await attempt("give back", message) { try await message.nak(delay: .zero) }
    }

    private func progress(of delivery: Delivery, _ place: EventOrder.Place) async -> Progress {
        switch await place.turn() {
        case .later(let delay): return .postponed(delay)
        case .now where !Task.isShuttingDownGracefully:
            return await outcome(of: delivery).map(Progress.outcome) ?? .stopped
        case .now, nil: return .stopped
        }
    }

    /// The outcome; `nil` if the task was cancelled before it was certain.
    private func outcome(of delivery: Delivery) async -> Outcome? {
        let (outcomes, continuation) = AsyncStream<Outcome>.makeStream()
        Task { [handler] in
            continuation.yield(await handler.handle(delivery))
            continuation.finish()
        }
        return await outcomes.first { _ in true }
    }

    /// Tells the server that the message is being worked on, three times as often as it wants to hear it.
    private func keeping(
        _ message: any BusMessage,
        while work: @escaping @Sendable () async -> Progress
    ) async -> Progress {
        await withTaskGroup(of: Progress?.self) { group in
            group.addTask { await work() }
            group.addTask { [ackWait] in
                while (try? await Task.sleep(for: ackWait / 3)) != nil {
                    // Where it cannot be said, the message comes twice, and the second time changes nothing.
                    try? await message.inProgress()
                }
                return nil
            }
            // The signals end by cancellation alone, so the first to end is the work, or all are cancelled.
            var progress: Progress?
            while progress == nil, let next = await group.next() { progress = next }
            group.cancelAll()
            return progress ?? .stopped
        }
    }

    // MARK: Settling

    /// What the bus is told.
    private enum Settlement {
        case ack
        case bury
        case redeliver(Duration)

        /// After how long the message comes again; `nil` if it does not.
        var delay: Duration? { if case .redeliver(let delay) = self { delay } else { nil } }
        /// Whether nothing more will come of the event.
        var isFinal: Bool { delay == nil }
    }

    private func settlement(of outcome: Outcome, after deliveries: UInt64) -> Settlement {
        switch outcome.outcome.acknowledgement {
        case .ack: .ack
        case .deadLetter: .bury
        case .redeliver where outcome.outcome == .failed && deliveries >= delays.attempts: .bury
        case .redeliver: .redeliver(delays.delay(after: deliveries))
        }
    }

    private func settle(_ message: any BusMessage, _ outcome: Outcome, _ settlement: Settlement) async {
        switch settlement {
        case .ack:
            if outcome.outcome == .refused {
                logger.warning("event is refused, it is not delivered again", metadata: metadata(message, outcome))
            }
            await attempt("acknowledge", message) { try await message.ack() }
        case .bury: await bury(message, outcome)
        case .redeliver(let delay):
            var metadata = metadata(message, outcome)
            metadata["again-in"] = "\(Int(delay / .milliseconds(1))) ms"
            logger.warning("event could not be handled, it is delivered again", metadata: metadata)
            await attempt("give back", message) { try await message.nak(delay: delay) }
        }
    }

    /// Ends a message once its dead letter is stored. Until that works, the message comes again.
    private func bury(_ message: any BusMessage, _ outcome: Outcome) async {
        do {
            try await deadLetters.store(message, outcome)
        } catch {
            var metadata = metadata(message, outcome)
            metadata["reason"] = "\(error)"
            logger.warning("dead letter could not be stored, the event is delivered again", metadata: metadata)
            let delay = delays.delay(after: message.deliveries)
            await attempt("give back", message) { try await message.nak(delay: delay) }
            return
        }
        logger.error("event is a dead letter, it is not delivered again", metadata: metadata(message, outcome))
        await attempt("end", message) { try await message.term() }
    }

    /// Settles a message. If the server does not hear it, the message comes again: then the branch tells that its
    /// event was handled.
    private func attempt(_ verb: String, _ message: any BusMessage, _ settling: () async throws -> Void) async {
        do {
            try await settling()
        } catch {
            logger.warning(
                "message was not settled, it comes again",
                metadata: ["sequence": "\(message.sequence)", "intent": "\(verb)", "reason": "\(error)"])
        }
    }

    private func metadata(_ message: any BusMessage, _ outcome: Outcome) -> Logger.Metadata {
        [
            "stream": "\(message.stream)", "sequence": "\(message.sequence)", "subject": "\(message.subject)",
            "deliveries": "\(message.deliveries)", "outcome": "\(outcome.outcome.rawValue)",
            "message": "\(outcome.message.asOneLine)",
        ]
    }
}
