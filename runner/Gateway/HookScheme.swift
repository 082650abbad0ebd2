import Crypto
import Events
import FoundationEssentials

/// A way in which senders prove that a delivery is their own. Secrets are compared in a time that does not tell how much
/// of them was right.
enum HookScheme: Sendable {
    /// HMAC-SHA256 of the body in `X-Hub-Signature-256` (GitHub, "Validating webhook deliveries").
    case gitHubSignature
    /// The secret as the whole of `Authorization`.
    case authorization
    /// The secret as a bearer token, or as the parameter `token` of the address for those that cannot send headers.
    case token
    /// HMAC-SHA256 of a version, a time of the last five minutes, and the body (Slack, "Verifying requests from Slack").
    case slackSignature
    /// HMAC-SHA256 of the body under a key in base64 (Microsoft Teams, "Create an outgoing webhook").
    case teamsSignature
    /// The secret in `Authorization: Token`, or as the field `token` of the form.
    case mattermostToken

    /// How far Slack's time may be from ours, in seconds.
    private static let window = 300.0

    /// Whether a delivery is the sender's own.
    ///
    /// - Parameter token: the parameter of the address, if there is one.
    func accepts(_ delivery: Delivery, token: String?, secret: String) -> Bool {
        let authorization = delivery.headers["authorization"]
        switch self {
        case .gitHubSignature:
            return Self.accepts(
                Self.bytes(hexadecimal: Self.rest(of: delivery.headers["x-hub-signature-256"], after: "sha256=")),
                for: delivery.body, key: Array(secret.utf8))
        case .authorization: return Self.equal(authorization, secret)
        case .token: return Self.equal(Self.rest(of: authorization, after: "Bearer ") ?? token, secret)
        case .slackSignature: return Self.acceptsSlack(delivery, secret: secret)
        case .teamsSignature:
            guard let key = Data(base64Encoded: secret) else { return false }
            let code = Self.rest(of: authorization, after: "HMAC ").flatMap { Data(base64Encoded: $0) }
            return Self.accepts(code.map { Array($0) }, for: delivery.body, key: Array(key))
        case .mattermostToken:
            let field = FormBody(delivery.body)["token"]
            return Self.equal(Self.rest(of: authorization, after: "Token ") ?? field, secret)
        }
    }

    private static func acceptsSlack(_ delivery: Delivery, secret: String) -> Bool {
        guard let time = delivery.headers["x-slack-request-timestamp"], let seconds = Double(time),
            abs(delivery.receivedAt.timeIntervalSince1970 - seconds) <= window
        else { return false }
        let code = bytes(hexadecimal: rest(of: delivery.headers["x-slack-signature"], after: "v0="))
        return accepts(code, for: Array("v0:\(time):".utf8) + delivery.body, key: Array(secret.utf8))
    }

    private static func accepts(_ code: [UInt8]?, for bytes: [UInt8], key: [UInt8]) -> Bool {
        guard let code else { return false }
        return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: bytes, using: SymmetricKey(data: key))
    }

    private static func equal(_ given: String?, _ secret: String) -> Bool {
        guard let given else { return false }
        let key = SymmetricKey(size: .bits256)
        let code = HMAC<SHA256>.authenticationCode(for: Array(secret.utf8), using: key)
        return accepts(Array(code), for: Array(given.utf8), key: key.withUnsafeBytes { Array($0) })
    }

    /// What follows a word, whose case does not matter.
    private static func rest(of text: String?, after word: String) -> String? {
        guard let text, text.prefix(word.count).lowercased() == word.lowercased() else { return nil }
        return String(text.dropFirst(word.count))
    }

    private static func bytes(hexadecimal text: String?) -> [UInt8]? {
        guard let digits = text.map({ Array($0.utf8) }), digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[index..<index + 2], as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        return bytes
    }
}
