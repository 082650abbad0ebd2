import FoundationEssentials

/// Shared secrets, in the ways in which senders can show that they know them:
///
/// - `X-Hub-Signature-256: sha256=<HMAC-SHA256 of the body>` (GitHub documentation, "Validating webhook deliveries");
/// - `Authorization` with the secret as it is (Harbor), as a bearer token or as the password of a user (Alertmanager,
///   registries whose headers can be set);
/// - `?token=` in the address, for those that can do neither (Docker Hub, Quay).
public struct SecretProof: DeliveryProof {
    /// Of senders that have one of their own, by their names. It holds for deliveries to an address that names them,
    /// which are then read in that sender's format and in no other.
    private let ofSenders: [String: SharedSecret]
    /// Of all others.
    private let ofAll: SharedSecret?

    /// Nil if there is no secret at all.
    public init?(ofAll: SharedSecret?, ofSenders: [String: SharedSecret] = [:]) {
        guard ofAll != nil || !ofSenders.isEmpty else { return nil }
        self.ofAll = ofAll
        self.ofSenders = ofSenders
    }

    /// Compares what the delivery shows with the sender's secret.
    public func judge(_ delivery: Delivery) -> Verification? {
        guard let secret = delivery.sender.flatMap({ ofSenders[$0] }) ?? ofAll else { return nil }
        if let signature = delivery.headers["x-hub-signature-256"] {
            let isRight =
                signature.hasPrefix("sha256=") && secret.isCode(hexadecimal: signature.dropFirst(7), of: delivery.body)
            return isRight ? .accepted : .rejected("the signature in X-Hub-Signature-256 is not right")
        }
        let shown = Self.credentials(delivery.headers["authorization"]) + [delivery.token].compactMap(\.self)
        guard !shown.isEmpty else { return nil }
        return shown.contains(where: secret.isEqual) ? .accepted : .rejected("the secret that is shown is not right")
    }

    /// What may be the secret in a header `Authorization` (RFC 9110 section 11.6.2, RFC 6750, RFC 7617).
    private static func credentials(_ authorization: String?) -> [String] {
        guard let authorization else { return [] }
        let words = authorization.split(separator: " ", maxSplits: 1)
        guard words.count == 2 else { return [authorization] }
        switch words[0].lowercased() {
        case "bearer": return [authorization, String(words[1])]
        case "basic":
            guard let data = Data(base64Encoded: String(words[1])), let text = String(validating: data, as: UTF8.self),
                let colon = text.firstIndex(of: ":")
            else { return [authorization] }
            return [authorization, String(text[text.index(after: colon)...])]
        default: return [authorization]
        }
    }
}
