import Crypto
import FoundationEssentials
import TestSupport

/// Somebody in Slack who gives commands (Slack documentation, "Implementing slash commands").
struct SlackUser: Sendable {
    static let signingSecret = "8f742231b10e8888abcd99yyyzzz85a5"

    /// The id that Slack gives to the person.
    let id: String

    /// What an answer to a slash command says.
    struct Message: Decodable {
        struct Block: Decodable {
            struct Text: Decodable {
                let text: String
            }
            let type: String
            let text: Text?
            let elements: [Text]?

            /// Its words, whatever kind of block it is.
            var words: String { text?.text ?? elements?.map(\.text).joined() ?? "" }
        }

        let response_type: String
        let text: String
        let blocks: [Block]?

        /// - Throws: if the answer is no message.
        init(_ answer: FunctionServer.Answer) throws {
            self = try JSONDecoder().decode(Self.self, from: Data(answer.body.utf8))
        }
    }

    /// A request as Slack sends it.
    struct Request {
        var body: String
        var headers: [(name: String, value: String)]

        func send(to function: FunctionServer) async throws -> FunctionServer.Answer {
            try await function.post(body, type: "application/x-www-form-urlencoded", headers: headers)
        }
    }

    /// The command, signed as Slack does (Slack documentation, "Verifying requests from Slack").
    ///
    /// - Parameters:
    ///   - trigger: names this command.
    ///   - slash: how it begins, without the slash.
    ///   - age: how many seconds ago it was signed.
    func command(
        _ text: String, trigger: String, slash: String = "deploy-fix", secret: String = signingSecret,
        age: TimeInterval = 0
    ) -> Request {
        let body = """
            token=gIkuvaNzQIHg97ATvDxqgjtO&team_id=T0001&team_domain=example&channel_id=C2147483705&\
            channel_name=deployments&user_id=\(id)&user_name=roadrunner&command=%2F\(slash)&\
            text=\(text.replacing(" ", with: "+"))&api_app_id=A123456&trigger_id=\(trigger)
            """
        let time = Int(Date.now.timeIntervalSince1970 - age)
        let code = HMAC<SHA256>.authenticationCode(
            for: Data("v0:\(time):\(body)".utf8), using: SymmetricKey(data: Data(secret.utf8)))
        let digits = code.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }
        return Request(
            body: body,
            headers: [
                ("X-Slack-Request-Timestamp", "\(time)"), ("X-Slack-Signature", "v0=\(digits.joined())"),
            ])
    }
}
