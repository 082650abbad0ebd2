import Events
import GitOps
package import HTTPTypes
import HummingbirdCore
import NIOCore

/// An answer to a request, before it is written.
package struct HTTPAnswer: Sendable {
    /// The status.
    package var status: HTTPResponse.Status
    /// The headers but for those that say how long the body is.
    package var headers: HTTPFields
    /// The body.
    package var body: [UInt8]
    /// Whether the connection ends with this answer. It has to where the request's body was not read to its end.
    package var endsConnection = false

    /// An answer that keeps the connection.
    package init(status: HTTPResponse.Status, headers: HTTPFields = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// A sentence for people, where there is no event to speak of.
    package static func text(_ status: HTTPResponse.Status, _ sentence: String, headers: HTTPFields = [:]) -> HTTPAnswer
    {
        var answer = HTTPAnswer(status: status, headers: headers, body: Array("\(sentence)\n".utf8))
        answer.headers[.contentType] = "text/plain; charset=utf-8"
        return answer
    }

    /// The outcome of an event.
    static func outcome(_ result: EventResult) throws -> HTTPAnswer {
        let body = try result.isForChat ? result.answer.map { try ChatMessage($0).json } : nil
        var answer = HTTPAnswer(
            status: .init(code: result.httpStatus), body: try body ?? result.outcome.jsonLine())
        answer.headers[.contentType] = "application/json"
        if answer.status == .unauthorized { answer.headers[.wwwAuthenticate] = "Bearer" }
        if answer.status == .serviceUnavailable { answer.headers[.retryAfter] = "5" }
        return answer
    }

    /// That a command is being carried out.
    static func working(on command: ChatCommand) throws -> HTTPAnswer {
        HTTPAnswer(
            status: .ok, headers: [.contentType: "application/json"], body: try ChatMessage(workingOn: command).json)
    }

    /// Sends the answer. Those who asked for its head alone get that.
    @concurrent
    func write(to writer: consuming ResponseWriter, headOnly: Bool) async throws {
        var response = Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
        if endsConnection { response.headers[.connection] = "close" }
        if headOnly { response = response.createHeadResponse() }
        try await writer.write(response: response.head, body: response.body)
    }
}

extension EventResult {
    /// The status of the outcome's table, and of two kinds of invalid events the one that HTTP has for just that. A
    /// registry or a chat takes any other than 200 as a fault and repeats the delivery, or hides the answer: to those a
    /// refusal is an answer like any other.
    var httpStatus: Int {
        switch invalid {
        case _ where isUnauthorized: 401
        case .tooLarge: 413
        case .unsupportedMediaType: 415
        case nil where sender != nil && outcome.outcome == .refused: OutcomeKind.unchanged.httpStatus
        case .empty, .malformedHeaders, .malformedJSON, .unknownSender, .wrongField, nil: outcome.outcome.httpStatus
        }
    }
}
