import Events
import FoundationEssentials
import GitOps
import HTTPTypes
import HummingbirdCore
import ServiceLifecycle

extension EventEndpoint {
    /// Takes an event and answers with its outcome.
    @concurrent
    func event(_ request: Request, _ writer: borrowing ResponseWriter) async throws -> HTTPAnswer {
        guard slots.take() else { return try busy(request) }
        defer { slots.giveBack() }
        let byteLimit = pipeline.settings.maximumEventBytes
        switch try await body(of: request, writer, byteLimit: byteLimit) {
        case .complete(let body):
            let headers = Headers(request.headers.map { (name: $0.name.canonicalName, value: $0.value) })
            let query = FormFields(request.uri.query ?? "")
            let delivery = Delivery(
                body: body, headers: headers, sender: query["sender"], token: query["token"], receivedAt: .now)
            if EventReply.isWanted(by: request.headers) { return try await eventReply(to: delivery) }
            if let command = pipeline.command(in: delivery) { return try await self.answer(to: command, in: delivery) }
            return try HTTPAnswer.outcome(await result(of: delivery))
        case .tooLarge:
            var answer = try HTTPAnswer.outcome(pipeline.reject(.tooLarge(byteLimit: byteLimit)))
            answer.endsConnection = true
            return answer
        }
    }

    /// The answer to an event from somebody who wants an event for it. A chat then gets its own later, as it does for what
    /// came over a bus.
    private func eventReply(to delivery: Delivery) async throws -> HTTPAnswer {
        var result = await result(of: delivery)
        if result.isForChat, result.outcome.outcome != .retry {
            lateWork.begin { [pipeline, result] in await pipeline.tell(result) }
        }
        result.isForChat = false
        var answer = try HTTPAnswer.outcome(result)
        answer.headers.append(contentsOf: EventReply.headers(result.outcome))
        return answer
    }

    /// The answer to an event that comes while too many others are under way. Its body is not read.
    ///
    /// The web hook specification of CloudEvents has the status 429 for that (section 2.2); Alertmanager takes it as final
    /// and tries again only after a 5xx.
    private func busy(_ request: Request) throws -> HTTPAnswer {
        let sentence = "\(limits.events) events are under way, which is the most at a time"
        let outcome = Outcome(.retry, sentence, handler: pipeline.handlerName)
        var answer = try HTTPAnswer.outcome(EventResult(outcome: outcome))
        if request.headers[.userAgent]?.hasPrefix("Alertmanager/") != true { answer.status = .tooManyRequests }
        answer.headers[.retryAfter] = "1"
        answer.endsConnection = true
        return answer
    }

    /// The result of an event. When this server's time to shut down is over, the sender is told to try again: what is
    /// under way may still succeed, and then the same event changes nothing the next time.
    func result(of delivery: Delivery) async -> EventResult {
        let (results, continuation) = AsyncStream<EventResult>.makeStream()
        let late = EventResult(outcome: Outcome(.retry, "the server is shutting down", handler: pipeline.handlerName))
        Task { [pipeline] in
            continuation.yield(await pipeline.result(ofWebHook: delivery))
        }
        let first = await withGracefulShutdownHandler {
            await results.first { _ in true }
        } onGracefulShutdown: { [grace = limits.shutdown] in
            Task {
                try await Task.sleep(for: grace)
                continuation.yield(late)
            }
        }
        return first ?? late
    }
}
