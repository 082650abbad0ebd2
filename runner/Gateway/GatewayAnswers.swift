import FoundationEssentials
import FunctionHost
import HTTPTypes
import NATS

extension HTTPAnswer {
    /// The event is safe. What comes of it is not known yet.
    static func stored(_ place: StreamAcknowledgement, _ route: GatewayRoute) throws -> HTTPAnswer {
        switch route.manner {
        case .slashCommand:
            try .json(.ok, SlashCommandAnswer(responseType: "ephemeral", text: "Working on it."))
        case .teamsMessage: try .json(.ok, TeamsAnswer(type: "message", text: "Working on it."))
        case .plain:
            // Named senders take nothing but 200 for success; the web hook specification has a word for what this is.
            try .json(
                route == .events ? .accepted : .ok,
                StoredAnswer(stream: place.stream, sequence: place.sequence, duplicate: place.isDuplicate))
        }
    }

    /// The sender is not who it should be.
    static func unverified(_ route: GatewayRoute, _ sentence: String) -> HTTPAnswer {
        var answer = HTTPAnswer.text(.unauthorized, sentence)
        if route.proof == .secret { answer.headers[.wwwAuthenticate] = "Bearer" }
        return answer
    }

    /// Too much comes at a time. Alertmanager takes 429 as final, and tries again after a 5xx.
    static func busy(_ route: GatewayRoute) -> HTTPAnswer {
        .text(
            route.kind == .alert ? .serviceUnavailable : .tooManyRequests, "too many events at a time",
            headers: [.retryAfter: "1"])
    }

    private static func json(_ status: HTTPResponse.Status, _ value: some Encodable) throws -> HTTPAnswer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return HTTPAnswer(
            status: status, headers: [.contentType: "application/json"],
            body: Array(try encoder.encode(value)) + [UInt8(ascii: "\n")])
    }
}

/// Where an event is.
private struct StoredAnswer: Encodable {
    let stream: String
    let sequence: UInt64
    let duplicate: Bool
}

/// A message to the person who typed a command (Slack, "Enabling interactivity with slash commands"; Mattermost takes the
/// same).
private struct SlashCommandAnswer: Encodable {
    let responseType: String
    let text: String

    private enum CodingKeys: String, CodingKey {
        case responseType = "response_type"
        case text
    }
}

/// A message in a conversation.
private struct TeamsAnswer: Encodable {
    let type: String
    let text: String
}
