/// The token of a slash command of Mattermost, in `Authorization: Token …` or in the field `token` of the form (Mattermost,
/// "Slash commands").
public struct MattermostProof: DeliveryProof {
    private let token: SharedSecret

    /// - Parameter token: what Mattermost showed when the command was made.
    public init(_ token: SharedSecret) {
        self.token = token
    }

    /// Compares the tokens.
    public func judge(_ delivery: Delivery) -> Verification? {
        let words = (delivery.headers["authorization"] ?? "").split(separator: " ")
        let header = words.count == 2 && words[0].lowercased() == "token" ? String(words[1]) : nil
        guard let shown = header ?? FormFields(String(decoding: delivery.body, as: UTF8.self))["token"] else {
            return nil
        }
        return token.isEqual(shown) ? .accepted : .rejected("the token is not that of the command")
    }
}
