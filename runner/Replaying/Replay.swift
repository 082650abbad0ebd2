import Events
import FoundationEssentials
import FunctionHost
import GitOps
import NATS

/// Handles the events of the stream again.
struct Replay {
    /// A handler and what it takes.
    struct Entry: Sendable {
        let kinds: [EventKind]
        let handler: any EventHandling
    }

    let connection: NATSConnection
    let names: BusNames
    let entries: [Entry]
    let isDryRun: Bool

    /// Handles all events that are in the stream now, and prints their outcomes in the stream's order.
    ///
    /// - Throws: ``NATSError``, ``CommandFailure``.
    func run(from start: ConsumerConfiguration.Start) async throws -> ReplaySummary {
        var summary = ReplaySummary()
        let progress = Progress("events", of: nil)
        defer { progress.hide() }
        try await StreamReader(connection: connection, stream: names.eventStream).read(from: start) { messages in
            let outcomes = await outcomes(of: messages)
            progress.hide()
            for outcome in outcomes {
                summary.count(outcome)
                try Print.bytes(outcome.jsonLine())
            }
            progress.advance(by: messages.count)
        }
        return summary
    }

    /// The outcomes of some messages, which share group commits.
    private func outcomes(of messages: [NATSMessage]) async -> [Outcome] {
        let order = EventOrder()
        return await withTaskGroup(of: (Int, Outcome).self) { group in
            var count = 0
            for message in messages {
                let delivery = Delivery(message, receivedAt: .now)
                guard let kind = names.kind(of: message.subject) else { continue }
                for (index, entry) in entries.enumerated() where entry.kinds.contains(kind) {
                    let lanes = entry.handler.lanes(of: delivery).map { "\(index) \($0)" }
                    let place = order.join(lanes, sequence: message.sequence)
                    let number = count
                    group.addTask {
                        _ = await place.turn()
                        let outcome = await outcome(of: delivery, entry.handler)
                        place.leave(givenBackFor: nil)
                        return (number, outcome)
                    }
                    count += 1
                }
            }
            var outcomes: [Int: Outcome] = [:]
            for await (number, outcome) in group { outcomes[number] = outcome }
            return outcomes.sorted { $0.key < $1.key }.map(\.value)
        }
    }

    private func outcome(of delivery: Delivery, _ handler: any EventHandling) async -> Outcome {
        isDryRun ? await handler.preview(delivery).outcome : await handler.handle(delivery)
    }
}

/// How many events came out how.
struct ReplaySummary: Sendable, CustomStringConvertible {
    private var counts: [OutcomeKind: Int] = [:]

    mutating func count(_ outcome: Outcome) { counts[outcome.outcome, default: 0] += 1 }

    /// What did not work and may work later; `nil` if all has an outcome that stays.
    var worst: OutcomeKind? { [.failed, .retry].first { counts[$0] != nil } }

    var description: String {
        let parts = OutcomeKind.allCases.compactMap { kind in counts[kind].map { "\($0) \(kind.rawValue)" } }
        return parts.isEmpty ? "no events" : parts.joined(separator: ", ")
    }
}
