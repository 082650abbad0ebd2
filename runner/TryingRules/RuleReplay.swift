import AlertRemediator
import Events
import FoundationEssentials
import GitOps
import RemoteGit

/// Replays recorded deliveries, each on what those before it have changed, with ticks between them.
struct RuleReplay {
    private var rehearsal: Rehearsal
    private let tick: Duration
    private var summary = RuleSummary()
    /// Whether there may be an episode that waits for a tick.
    private var isWaiting = false
    private var exit = OutcomeKind.unchanged

    init(_ rehearsal: Rehearsal, tick: Duration) {
        self.rehearsal = rehearsal
        self.tick = tick
    }

    /// What is printed, and the outcome that stands for all of them.
    ///
    /// - Throws: ``CommandFailure`` if a line cannot be understood.
    mutating func result(
        of lines: [(number: Int, body: [UInt8])],
        in file: String
    ) async throws(CommandFailure) -> (text: String, exit: OutcomeKind) {
        var now: Date?
        for line in lines {
            let event: Event<RemediationEvent>
            do {
                event = try RecordedEvent(
                    reading: { date in Delivery(body: line.body, receivedAt: date) }, after: now
                ).event
            } catch {
                throw CommandFailure(.invalid, "\(file), line \(line.number): \(error)")
            }
            if let now { try await tick(from: now, to: event.time) }
            now = event.time
            summary.note(event)
            try await happen(event)
        }
        // What is open in the end gets its time.
        if let now { try await tick(from: now, to: now.addingTimeInterval(Self.afterTheEnd)) }
        return (summary.text, exit)
    }

    /// Two days.
    private static let afterTheEnd: TimeInterval = 2 * 24 * 3600

    private mutating func tick(from start: Date, to end: Date) async throws(CommandFailure) {
        let length = Double(tick.components.seconds) + Double(tick.components.attoseconds) / 1e18
        var time = start.addingTimeInterval(length)
        while isWaiting, time < end {
            try await happen(Event(identity: EventIdentity(body: []), time: time, payload: .tick))
            time = time.addingTimeInterval(length)
        }
    }

    private mutating func happen(_ event: Event<RemediationEvent>) async throws(CommandFailure) {
        let (step, findings) = try await rehearsal.judged(event, keepsCommit: true)
        summary.note(step.outcome, findings)
        switch step.outcome.outcome {
        case .pushed: isWaiting = true
        case .failed: exit = .failed
        default: break
        }
        if event.payload == .tick { isWaiting = !findings.isEmpty }
        if exit != .failed, step.outcome.refused != nil { exit = .refused }
    }
}
