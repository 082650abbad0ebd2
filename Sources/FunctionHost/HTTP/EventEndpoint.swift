import GitOps
import HTTPTypes
import HummingbirdCore
import NIOCore

/// Answers HTTP requests: events, probes, and the handshake of CloudEvents web hooks.
///
/// Whatever is handed a `ResponseWriter` is `@concurrent`, as its methods are: it cannot be sent between isolations.
struct EventEndpoint<H: Handler>: Sendable {
    let pipeline: EventPipeline<H>
    let readiness: Readiness
    let limits: HTTPLimits
    let slots: EventSlots

    /// Answers one request.
    @concurrent
    func respond(to request: Request, _ writer: consuming ResponseWriter, on channel: any Channel) async throws {
        let answer = try await answer(request, writer)
        try await answer.write(to: writer, headOnly: request.method == .head)
        guard answer.endsConnection else { return }
        // The server now reads what the client still sends and throws it away; this is when it stops.
        channel.eventLoop.scheduleTask(in: TimeAmount(limits.lingering)) { channel.close(promise: nil) }
    }

    @concurrent
    private func answer(_ request: Request, _ writer: borrowing ResponseWriter) async throws -> HTTPAnswer {
        var answer: HTTPAnswer
        switch (request.uri.path, request.method) {
        case ("/", .post): return try await event(request, writer)
        case ("/", .options): answer = WebHookHandshake.answer(request.headers)
        case ("/", _): answer = Self.notAllowed("POST, OPTIONS", "post an event to /")
        case (Probe.liveness, .get), (Probe.liveness, .head): answer = .text(.ok, "alive")
        case (Probe.readiness, .get), (Probe.readiness, .head), (Probe.openFaaS, .get), (Probe.openFaaS, .head):
            answer = readiness.isStopping ? .text(.serviceUnavailable, "shutting down") : .text(.ok, "ready")
        case (Probe.liveness, _), (Probe.readiness, _), (Probe.openFaaS, _):
            answer = Self.notAllowed("GET, HEAD", "this can only be read")
        default: answer = .text(.notFound, "there is nothing here: post an event to /")
        }
        answer.endsConnection = request.mayHaveBody
        return answer
    }

    private static func notAllowed(_ methods: String, _ sentence: String) -> HTTPAnswer {
        .text(.methodNotAllowed, sentence, headers: [.allow: methods])
    }
}

/// The paths that platforms ask whether a server is well.
private enum Probe {
    static let liveness = "/health/liveness"
    static let readiness = "/health/readiness"
    /// Liveness and readiness in one (OpenFaaS, workloads).
    static let openFaaS = "/_/health"
}

extension Request {
    /// Whether a body may follow the head (RFC 9112 section 6.3).
    fileprivate var mayHaveBody: Bool {
        headers[.transferEncoding] != nil || (headers[.contentLength] ?? "0") != "0"
    }
}
