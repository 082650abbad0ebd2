import Events
import FoundationEssentials
import GitOps
import Logging

/// What is done with one message: its event is handled, its outcome told, the message settled.
struct MessageWork: Sendable {
    let handler: any EventHandling
    /// After how long the server takes a message that it hears nothing of for lost.
    let ackWait: Duration
    var delays = RedeliveryDelay()
    /// Told every outcome before the message is settled: if this process ends in between, it is told again.
    let report: @Sendable (Outcome) async -> Void
    let logger: Logger

    /// Handles a message until it is settled. If the task is cancelled first, the message is given back: what its event
    /// has pushed by then, the next delivery finds in the branch.
    func handle(_ message: some BusMessage) async {
        let delivery = Delivery(message, receivedAt: .now)
        guard let outcome = await keeping(message, while: { await outcome(of: delivery) }) else {
            await giveBack(message)
            return
        }
        await report(outcome)
        await settle(message, outcome)
    }

    /// Gives back a message that nobody works on, for another runner to take at once.
    func giveBack(_ message: some BusMessage) async {
        await attempt("give back", message) { try await message.nak(delay: .zero) }
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
        _ message: some BusMessage,
        while work: @escaping @Sendable () async -> Outcome?
    ) async -> Outcome? {
        await withTaskGroup(of: Outcome?.self) { group in
            group.addTask { await work() }
            group.addTask { [ackWait] in
                while (try? await Task.sleep(for: ackWait / 3)) != nil {
                    // Where it cannot be said, the message comes twice, and the second time changes nothing.
                    try? await message.inProgress()
                }
                return nil
            }
            // The signals end by cancellation alone, so the first to end is the work, or all are cancelled.
            let outcome = await group.next() ?? nil
            group.cancelAll()
            return outcome
        }
    }

    private func settle(_ message: some BusMessage, _ outcome: Outcome) async {
        switch outcome.outcome.acknowledgement {
        case .ack:
            if outcome.outcome == .refused {
                logger.warning("event is refused, it is not delivered again", metadata: metadata(message, outcome))
            }
            await attempt("acknowledge", message) { try await message.ack() }
        case .deadLetter:
            // There is no stream of dead letters yet. This line is where it is heard of, and the stream of events still
            // has it under its sequence number.
            logger.error("event cannot be understood, it is not delivered again", metadata: metadata(message, outcome))
            await attempt("end", message) { try await message.term() }
        case .redeliver:
            let delay = delays.delay(after: message.deliveries)
            var metadata = metadata(message, outcome)
            metadata["again-in"] = "\(Int(delay / .milliseconds(1))) ms"
            logger.warning("event could not be handled, it is delivered again", metadata: metadata)
            await attempt("give back", message) { try await message.nak(delay: delay) }
        }
    }

    /// Settles a message. If the server does not hear it, the message comes again: then the branch tells that its
    /// event was handled.
    private func attempt(_ verb: String, _ message: some BusMessage, _ settling: () async throws -> Void) async {
        do {
            try await settling()
        } catch {
            logger.warning(
                "message was not settled, it comes again",
                metadata: ["sequence": "\(message.sequence)", "intent": "\(verb)", "reason": "\(error)"])
        }
    }

    private func metadata(_ message: some BusMessage, _ outcome: Outcome) -> Logger.Metadata {
        let sentence = outcome.message.split(whereSeparator: \.isNewline).joined(separator: " ")
        return [
            "stream": "\(message.stream)", "sequence": "\(message.sequence)", "subject": "\(message.subject)",
            "deliveries": "\(message.deliveries)", "outcome": "\(outcome.outcome.rawValue)", "message": "\(sentence)",
        ]
    }
}
