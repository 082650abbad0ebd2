import Events
import FoundationEssentials
import FunctionHost
import HTTPTypes
import HummingbirdCore
import Logging
import NATS

/// Takes web hooks: looks who sent them, puts them on the bus, and answers when they are safe there.
struct GatewayEndpoint: HTTPEndpoint {
    /// The routes that are open, by their paths.
    let routes: [String: OpenRoute]
    let bus: any HookBus
    let readiness = Readiness()
    let limits: HTTPLimits
    let slots: EventSlots
    /// The longest body, in bytes.
    let byteLimit: Int
    let logger: Logger

    init(routes: [String: OpenRoute], bus: any HookBus, limits: HTTPLimits, byteLimit: Int, logger: Logger) {
        self.routes = routes
        self.bus = bus
        self.limits = limits
        slots = EventSlots(limits.events)
        self.byteLimit = byteLimit
        self.logger = logger
    }

    @concurrent
    func answer(_ request: Request, _ writer: borrowing ResponseWriter) async throws -> HTTPAnswer {
        var answer: HTTPAnswer
        switch (routes[request.uri.path], request.method) {
        case (let route?, .post): return try await take(request, writer, by: route)
        case (.some, .options): answer = WebHookHandshake.answer(request.headers)
        case (.some, _):
            answer = .text(.methodNotAllowed, "this takes events", headers: [.allow: "POST, OPTIONS"])
        // Closed routes look like those that do not exist.
        case (nil, _): answer = probe(request) ?? .text(.notFound, "there is nothing here")
        }
        answer.endsConnection = request.mayHaveBody
        return answer
    }

    @concurrent
    private func take(
        _ request: Request, _ writer: borrowing ResponseWriter, by route: OpenRoute
    ) async throws -> HTTPAnswer {
        guard slots.take() else {
            var answer = HTTPAnswer.busy(route.route)
            answer.endsConnection = request.mayHaveBody
            return answer
        }
        defer { slots.giveBack() }
        switch try await body(of: request, writer, byteLimit: byteLimit) {
        case .tooLarge:
            var answer = HTTPAnswer.text(.contentTooLarge, "the event has more than \(byteLimit) bytes")
            answer.endsConnection = true
            return answer
        case .complete(let body):
            let headers = Headers(request.headers.map { (name: $0.name.canonicalName, value: $0.value) })
            let delivery = Delivery(
                body: body, headers: headers, sender: route.route.name,
                token: FormFields(request.uri.query ?? "")["token"], receivedAt: .now)
            let answer = await answer(delivery, by: route)
            // Nothing of the request but its size: addresses, headers and bodies may hold secrets.
            logger.info(
                "delivery",
                metadata: ["route": "\(route.route.name)", "bytes": "\(body.count)", "status": "\(answer.status.code)"])
            return answer
        }
    }

    /// The answer to a delivery that was read whole.
    private func answer(_ delivery: Delivery, by route: OpenRoute) async -> HTTPAnswer {
        switch await route.verifier.verify(delivery) {
        // Only now: others than the sender must not use up what it may send.
        case .accepted: route.rate.take() ? await store(delivery, by: route) : .busy(route.route)
        case .rejected(let sentence):
            .unverified(route.route, sentence)
        case .undecided(let sentence):
            .text(.serviceUnavailable, sentence, headers: [.retryAfter: "5"])
        }
    }

    private func store(_ delivery: Delivery, by route: OpenRoute) async -> HTTPAnswer {
        guard !delivery.body.isEmpty else { return .text(.badRequest, "there is no event") }
        guard route.route != .events || delivery.isJSON else {
            return .text(.unsupportedMediaType, "events are JSON: application/json or application/cloudevents+json")
        }
        let message = HookMessage(delivery, by: route.route, kind: route.kind)
        do {
            return try .stored(try await bus.store(message), route.route)
        } catch let error as NATSError where error.code == .invalidArgument {
            return .text(.contentTooLarge, "the event is too large for the bus")
        } catch {
            logger.error(
                "the bus did not take an event", metadata: ["route": "\(route.route.name)", "error": "\(error)"])
            return .text(.serviceUnavailable, "the event could not be stored", headers: [.retryAfter: "5"])
        }
    }
}

extension Delivery {
    /// Whether the body is said to be one event in JSON.
    fileprivate var isJSON: Bool {
        let type = (contentType ?? "").prefix { $0 != ";" }.filter { $0 != " " }.lowercased()
        return type == "application/json" || type.hasSuffix("+json") && !type.hasPrefix("application/cloudevents-batch")
    }
}
