import Events

/// The token that Pub/Sub puts into its pushes as a bearer (Google Cloud documentation, "Authenticate push
/// subscriptions").
struct PubSubProof: DeliveryProof {
    private let expectation: IdentityToken.Expectation
    private let keys: GoogleKeys

    /// The name of the sender whose deliveries have such tokens.
    private static let sender = "google"

    init(_ expectation: IdentityToken.Expectation, keys: GoogleKeys) {
        self.expectation = expectation
        self.keys = keys
    }

    func judge(_ delivery: Delivery) async -> Verification? {
        guard delivery.sender == nil || delivery.sender == Self.sender, let token = Self.token(delivery) else {
            return nil
        }
        do {
            let keys = try await keys.keys(with: token.keyID, at: delivery.receivedAt)
            return token.check(keys, expectation, at: delivery.receivedAt)
        } catch {
            return .undecided("Google's keys cannot be read: \(error.reason)")
        }
    }

    private static func token(_ delivery: Delivery) -> IdentityToken? {
        let words = (delivery.headers["authorization"] ?? "").split(separator: " ")
        guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
        return IdentityToken(words[1])
    }
}
