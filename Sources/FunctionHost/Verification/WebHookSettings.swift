public import Events
import HTTPClient

/// What deliveries over HTTP have to show, from the environment.
public struct WebHookSettings: Sendable {
    /// The secret of all senders that have none of their own; `nil` if there is none.
    public var secret: SharedSecret?
    /// Secrets of single senders, by their names as in `?sender=harbor`.
    public var senderSecrets: [String: SharedSecret]
    /// What tokens of Pub/Sub have to say; `nil` if none are taken.
    public var pubSub: IdentityToken.Expectation?
    private let tls: TLSFiles

    private static let variable = "GITOPS_WEBHOOK_SECRET"
    private static let fileSuffix = "_FILE"

    /// Reads `GITOPS_WEBHOOK_SECRET`, `GITOPS_WEBHOOK_SECRET_<SENDER>`, the same with `_FILE`, `GITOPS_PUBSUB_AUDIENCE`
    /// and `GITOPS_PUBSUB_SERVICE_ACCOUNT`.
    ///
    /// - Throws: ``SettingsError`` that names the first variable that cannot be used.
    public init(environment: [String: String]) throws(SettingsError) {
        let variables = EnvironmentVariables(environment)
        secret = try Self.secret(Self.variable, variables)
        senderSecrets = [:]
        for name in variables.names(withPrefix: Self.variable + "_") {
            guard name != Self.variable + Self.fileSuffix else { continue }
            let variable = name.hasSuffix(Self.fileSuffix) ? String(name.dropLast(Self.fileSuffix.count)) : name
            let sender = variable.dropFirst(Self.variable.count + 1).lowercased()
            senderSecrets[sender] = try Self.secret(variable, variables)
        }
        pubSub = try Self.pubSub(variables)
        tls = TLSFiles(authorities: variables["GITOPS_CA_FILE"])
    }

    /// A verifier of deliveries. A process has one, so that keys are fetched once.
    ///
    /// - Parameter others: more ways to show who sends.
    public func verifier(_ others: [any DeliveryProof] = []) -> DeliveryVerifier {
        let keys = GoogleKeys(options: HTTPClient.Options(isHTTPSOnly: true, tls: tls))
        return DeliveryVerifier(proofs(keys) + others)
    }

    func proofs(_ keys: GoogleKeys) -> [any DeliveryProof] {
        var proofs: [any DeliveryProof] = []
        if let proof = SecretProof(ofAll: secret, ofSenders: senderSecrets) { proofs.append(proof) }
        if let pubSub { proofs.append(PubSubProof(pubSub, keys: keys)) }
        return proofs
    }

    private static func secret(
        _ name: String,
        _ variables: EnvironmentVariables
    ) throws(SettingsError) -> SharedSecret? {
        try variables.secret(name, orFile: name + fileSuffix).map { SharedSecret($0) }
    }

    private static func pubSub(
        _ variables: EnvironmentVariables
    ) throws(SettingsError) -> IdentityToken.Expectation? {
        let (audience, account) = ("GITOPS_PUBSUB_AUDIENCE", "GITOPS_PUBSUB_SERVICE_ACCOUNT")
        switch (variables[audience], variables[account]) {
        case (nil, nil): return nil
        case (let text?, let name?): return IdentityToken.Expectation(audience: text, serviceAccount: name)
        case (nil, _?): throw SettingsError(account, "is set, but \(audience) is not")
        case (_?, nil): throw SettingsError(audience, "is set, but \(account) is not")
        }
    }
}
