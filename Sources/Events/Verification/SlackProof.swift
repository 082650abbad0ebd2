import FoundationEssentials

/// Slack's signature: HMAC-SHA256 of a version, a time, and the body (Slack, "Verifying requests from Slack").
public struct SlackProof: DeliveryProof {
    /// How far Slack's time may be from ours, in seconds: what was signed longer ago may be somebody's recording.
    private static let window = 300.0

    private let secret: SharedSecret

    /// - Parameter secret: the signing secret of the Slack app.
    public init(_ secret: SharedSecret) {
        self.secret = secret
    }

    /// Checks time and signature.
    public func judge(_ delivery: Delivery) -> Verification? {
        guard let time = delivery.headers["x-slack-request-timestamp"],
            let signature = delivery.headers["x-slack-signature"]
        else { return nil }
        guard let seconds = Double(time), abs(delivery.receivedAt.timeIntervalSince1970 - seconds) <= Self.window else {
            return .rejected("the time in X-Slack-Request-Timestamp is more than five minutes from now")
        }
        let signed = Array("v0:\(time):".utf8) + delivery.body
        let isRight = signature.hasPrefix("v0=") && secret.isCode(hexadecimal: signature.dropFirst(3), of: signed)
        return isRight ? .accepted : .rejected("the signature in X-Slack-Signature is not right")
    }
}
