import FoundationEssentials

/// The signature of an outgoing web hook of Microsoft Teams: HMAC-SHA256 of the body (Microsoft, "Create outgoing webhooks").
public struct TeamsProof: DeliveryProof {
    private let key: SharedSecret

    /// - Parameter securityToken: what Teams showed when the web hook was made: a key in base64.
    /// - Returns: nil if it is not base64.
    public init?(securityToken: String) {
        guard let key = Data(base64Encoded: securityToken) else { return nil }
        self.key = SharedSecret(Array(key))
    }

    /// Checks the signature in `Authorization: HMAC <base64>`.
    public func judge(_ delivery: Delivery) -> Verification? {
        let words = (delivery.headers["authorization"] ?? "").split(separator: " ")
        guard words.count == 2, words[0].lowercased() == "hmac" else { return nil }
        guard let code = Data(base64Encoded: String(words[1])), key.isCode(Array(code), of: delivery.body) else {
            return .rejected("the signature in Authorization is not right")
        }
        return .accepted
    }
}
