import HTTPTypes
package import HummingbirdCore
import NIOCore

/// What answers the requests to a server, and the limits that it keeps to.
///
/// Whatever is handed a `ResponseWriter` is `@concurrent`, as its methods are: it cannot be sent between isolations.
package protocol HTTPEndpoint: Sendable {
    /// Whether the server shuts down.
    var readiness: Readiness { get }
    /// What clients are granted.
    var limits: HTTPLimits { get }

    /// The answer to a request. Its body is read here, or not at all.
    @concurrent
    func answer(_ request: Request, _ writer: borrowing ResponseWriter) async throws -> HTTPAnswer

    /// Waits for what goes on although its request is answered, for as long as a shutdown may take.
    func finish() async
}

extension HTTPEndpoint {
    /// Nothing goes on unless an endpoint says so.
    package func finish() async {}

    /// Answers one request.
    @concurrent
    func respond(to request: Request, _ writer: consuming ResponseWriter, on channel: any Channel) async throws {
        let answer = try await answer(request, writer)
        try await answer.write(to: writer, headOnly: request.method == .head)
        guard answer.endsConnection else { return }
        // The server now reads what the client still sends and throws it away; this is when it stops.
        channel.eventLoop.scheduleTask(in: TimeAmount(limits.lingering)) { channel.close(promise: nil) }
    }

    /// Reads a request's body within the limits, and asks for it where the client waits to be asked.
    ///
    /// - Throws: if it ended too early or not in time. The connection is then cut without an answer.
    @concurrent
    package func body(
        of request: Request, _ writer: borrowing ResponseWriter, byteLimit: Int
    ) async throws -> BodyReading {
        let reader = RequestBodyReader(byteLimit: byteLimit, timeLimit: limits.body)
        if request.headers[.expect]?.lowercased() == "100-continue", !reader.refuses(request.head) {
            try await writer.writeInformationalHead(HTTPResponse(status: .continue))
        }
        return try await reader.read(request)
    }

    /// The answer to a platform's question whether the server is well; `nil` for any other request.
    package func probe(_ request: Request) -> HTTPAnswer? {
        guard let probe = Probe(rawValue: request.uri.path) else { return nil }
        guard request.method == .get || request.method == .head else {
            return .text(.methodNotAllowed, "this can only be read", headers: [.allow: "GET, HEAD"])
        }
        return probe != .liveness && readiness.isStopping
            ? .text(.serviceUnavailable, "shutting down") : .text(.ok, probe == .liveness ? "alive" : "ready")
    }
}

/// The paths that platforms ask whether a server is well.
private enum Probe: String {
    case liveness = "/health/liveness"
    case readiness = "/health/readiness"
    /// Liveness and readiness in one (OpenFaaS, workloads).
    case openFaaS = "/_/health"
}

extension Request {
    /// Whether a body may follow the head (RFC 9112 section 6.3).
    package var mayHaveBody: Bool {
        headers[.transferEncoding] != nil || (headers[.contentLength] ?? "0") != "0"
    }
}
