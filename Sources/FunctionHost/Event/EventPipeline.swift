public import Events
public import GitOps
public import Logging
import RemoteGit

/// From an event's bytes to its outcome, for one handler: what every way in shares, be it stdin, HTTP or a bus.
///
/// Pipelines of several handlers may share a writer, and with it a connection and group commits.
public struct EventPipeline<H: Handler>: Sendable {
    /// The name of its handler, as outcomes have it.
    public var handlerName: String { handler.name }
    /// The settings that it was made with.
    public let settings: Settings

    private let handler: H
    private let writer: BranchWriter
    private let logger: Logger
    private let notices: NoticeHook?
    private let verifier: DeliveryVerifier
    private let laterAnswers: LaterAnswers

    /// A pipeline that ends in a writer.
    ///
    /// - Parameter writer: made of the same settings, by ``Settings/branchWriter(logger:)``.
    public init(_ handler: H, writer: BranchWriter, settings: Settings, logger: Logger) {
        self.handler = handler
        self.writer = writer
        self.settings = settings
        self.logger = logger
        notices = settings.notices.flatMap { target in
            handler.tellsPeople ? NoticeHook(target, tls: settings.chat.tls, logger: logger) : nil
        }
        let isForChats = H.Payload.self is any ChatAsking.Type
        laterAnswers = LaterAnswers(options: settings.chat.answers, logger: logger)
        // Whoever may post other events could otherwise give commands in anybody's name.
        verifier =
            isForChats && !settings.chat.proofs.isEmpty
            ? DeliveryVerifier(settings.chat.proofs) : settings.webHooks.verifier()
    }

    /// Decides on an event and puts its commit, if there is one, on the branch. Who asked for it in a chat is told there.
    public func handle(_ delivery: Delivery) async -> Outcome {
        let result = await result(of: delivery)
        // Then the event comes again, and its end is told.
        if result.outcome.outcome != .retry { await tell(result) }
        return result.outcome
    }

    /// Tells who asked for it in a chat what came of it, at the address that the command brought along.
    func tell(_ result: EventResult) async {
        if let answer = result.answer { await laterAnswers.send(answer) }
    }

    /// The command in a delivery that came in a chat's own format, and so is to be answered in it.
    func command(in delivery: Delivery) -> ChatCommand? {
        guard H.Payload.self is any ChatAsking.Type, let event = try? decode(delivery), event.sender != nil else {
            return nil
        }
        return (event.payload as? any ChatAsking)?.command
    }

    /// Decides on an event without changing anything.
    public func preview(_ delivery: Delivery) async -> Preview {
        let arrival = ContinuousClock.now
        var preview: Preview
        do throws(InvalidEvent) {
            let event = try decode(delivery)
            if let outcome = ignored(event) {
                preview = Preview(outcome: outcome, diff: "", commitMessage: "")
            } else {
                let (outcome, diff, message) = await writer.preview(PendingEvent(event, for: handler))
                preview = Preview(outcome: outcome, diff: diff, commitMessage: message)
            }
        } catch {
            preview = Preview(outcome: invalid(error).outcome, diff: "", commitMessage: "")
        }
        preview.outcome.dryRun = true
        preview.outcome.milliseconds = arrival.millisecondsAgo
        log(preview.outcome)
        return preview
    }

    /// Handles an event that came from outside by a way on which nobody else has looked at who sends.
    func result(ofWebHook delivery: Delivery) async -> EventResult {
        let result: EventResult
        switch await verifier.verify(delivery) {
        case .accepted: return await self.result(of: delivery)
        case .undecided(let sentence): result = EventResult(outcome: outcome(.retry, sentence))
        case .rejected(let sentence): result = EventResult(outcome: outcome(.refused, sentence), isUnauthorized: true)
        }
        log(result.outcome)
        return result
    }

    /// Handles an event, and says besides the outcome how an event that cannot be understood is wrong.
    func result(of delivery: Delivery) async -> EventResult {
        let arrival = ContinuousClock.now
        var result: EventResult
        do throws(InvalidEvent) {
            let event = try decode(delivery)
            let outcome =
                if let outcome = ignored(event) {
                    outcome
                } else {
                    await writer.write(pending(event))
                }
            result = EventResult(outcome: outcome, sender: event.sender ?? delivery.sender)
            if let command = (event.payload as? any ChatAsking)?.command {
                result.isForChat = event.sender != nil
                result.answer = ChatAnswer(outcome, to: command, repository: settings.repository.webAddress)
            }
        } catch {
            result = invalid(error)
        }
        result.outcome.milliseconds = arrival.millisecondsAgo
        log(result.outcome)
        await notices?.tell(result.outcome)
        return result
    }

    /// The result of an event that the host did not even read to its end.
    func reject(_ error: InvalidEvent) -> EventResult {
        let result = invalid(error)
        log(result.outcome)
        return result
    }

    private func invalid(_ error: InvalidEvent) -> EventResult {
        EventResult(outcome: outcome(.invalid, error.description), invalid: error.code)
    }

    private func decode(_ delivery: Delivery) throws(InvalidEvent) -> Event<H.Payload> {
        let limit = settings.maximumEventBytes
        guard delivery.body.count <= limit else { throw .tooLarge(byteLimit: limit) }
        return try handler.decode(delivery, byteLimit: limit)
    }

    /// The event on its way to the branch. Where a person is told of it in a chat, what changed is a part of that.
    private func pending(_ event: Event<H.Payload>) -> PendingEvent {
        var pending = PendingEvent(event, for: handler)
        if let command = (event.payload as? any ChatAsking)?.command {
            pending.wantsDiff = event.sender != nil || command.responseURL != nil
        }
        return pending
    }

    /// The outcome of an event that tells of something else than the handler decides on: nobody asks Git for it, since
    /// registries tell of every layer and every pull.
    private func ignored(_ event: Event<H.Payload>) -> Outcome? {
        event.ignored.map { outcome(.unchanged, $0, event: event.identity.text) }
    }

    /// An outcome that the branch has no part in.
    private func outcome(_ kind: OutcomeKind, _ message: String, event: String? = nil) -> Outcome {
        var outcome = Outcome(kind, message, handler: handler.name, event: event)
        outcome.repository = "\(settings.repository)"
        outcome.branch = settings.branch
        return outcome
    }

    private func log(_ outcome: Outcome) {
        // The message may quote a server's or a policy's words; a log has one line for each event.
        let reason = outcome.message.split(whereSeparator: \.isNewline).joined(separator: " ")
        logger.info(
            "event handled",
            metadata: [
                "outcome": "\(outcome.outcome.rawValue)", "event": "\(outcome.event ?? "-")",
                "commit": "\(outcome.commit ?? "-")", "ms": "\(outcome.milliseconds ?? 0)", "message": "\(reason)",
            ])
    }
}

extension ContinuousClock.Instant {
    /// Whole milliseconds since this moment.
    fileprivate var millisecondsAgo: Int { Int((.now - self) / .milliseconds(1)) }
}
