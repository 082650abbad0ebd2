import Events
import FoundationEssentials
import GitOps
import HTTPTypes
import Logging

/// Handles invocations of AWS Lambda one after the other, as Lambda wants it; the process, and with it the connection to
/// the Git server, is kept from one to the next.
struct LambdaLoop<H: Handler>: Sendable {
    let runtime: LambdaRuntime
    let pipeline: EventPipeline<H>
    let logger: Logger

    /// Runs until Lambda ends the process or has no more work for it.
    ///
    /// - Throws: an error of the runtime API.
    func run() async throws -> Never {
        while true {
            let invocation = try await runtime.next()
            do {
                try await runtime.settle(invocation, try await answer(invocation.payload))
            } catch {
                // The work is done; Lambda takes an invocation without an end for one that failed.
                logger.error("an invocation cannot be settled", metadata: ["error": "\(error)"])
            }
        }
    }

    /// What to answer to a payload: an event itself, or an HTTP request that has one.
    func answer(_ payload: [UInt8]) async throws -> LambdaAnswer {
        if let request = GatewayRequest(payload) {
            return .response(try GatewayAnswer(try await answer(request)).json())
        }
        let outcome = await pipeline.handle(Delivery(body: payload, receivedAt: .now))
        switch outcome.outcome.acknowledgement {
        case .ack: return .response(try outcome.jsonLine())
        case .deadLetter, .redeliver: return .error(LambdaFailure(outcome.outcome, outcome.message))
        }
    }

    private func answer(_ request: GatewayRequest) async throws -> HTTPAnswer {
        let headers = request.fields
        switch request.method {
        case .post?:
            guard let body = request.bytes else { return .text(.badRequest, "the body is not base64, but said to be") }
            let delivery = Delivery(
                body: body, headers: Headers(headers), sender: request.query["sender"], token: request.query["token"],
                receivedAt: .now)
            let arrival = ContinuousClock.now
            let result = await pipeline.result(ofWebHook: delivery)
            // Lambda stops the process once it answered, so that all is done before; a chat has given up meanwhile.
            if result.isForChat, ContinuousClock.now - arrival > HTTPLimits().chat || result.httpStatus != 200 {
                await pipeline.tell(result)
            }
            return try .outcome(result)
        case .options?:
            let fields = headers.compactMap { name, value in
                HTTPField.Name(name).map { HTTPField(name: $0, value: value) }
            }
            return WebHookHandshake.answer(HTTPFields(fields))
        default: return .text(.methodNotAllowed, "post an event", headers: [.allow: "POST, OPTIONS"])
        }
    }
}
