import GitOps
import HTTPTypes
import HummingbirdCore

/// Answers HTTP requests: events, probes, and the handshake of CloudEvents web hooks.
struct EventEndpoint<H: Handler>: HTTPEndpoint {
    let pipeline: EventPipeline<H>
    let readiness: Readiness
    let limits: HTTPLimits
    let slots: EventSlots
    let lateWork = LateWork()

    func finish() async { await lateWork.finish(within: limits.shutdown) }

    @concurrent
    func answer(_ request: Request, _ writer: borrowing ResponseWriter) async throws -> HTTPAnswer {
        var answer: HTTPAnswer
        switch (request.uri.path, request.method) {
        case ("/", .post): return try await event(request, writer)
        case ("/", .options): answer = WebHookHandshake.answer(request.headers)
        case ("/", _):
            answer = .text(.methodNotAllowed, "post an event to /", headers: [.allow: "POST, OPTIONS"])
        default: answer = probe(request) ?? .text(.notFound, "there is nothing here: post an event to /")
        }
        answer.endsConnection = request.mayHaveBody
        return answer
    }
}
