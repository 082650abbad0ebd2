import Events
import FunctionHost
import GitOps

/// A route whose secret is set.
struct OpenRoute: Sendable {
    let route: GatewayRoute
    /// What events that come in by this path are about.
    let kind: EventKind
    /// How many verified deliveries it takes.
    let rate: RateLimit
    /// Looks who sent a delivery.
    let verifier: DeliveryVerifier

    /// The routes whose secrets an environment has, by their paths.
    ///
    /// - Parameter now: Tells the time.
    /// - Throws: `SettingsError` or ``CommandFailure`` that names the variable that cannot be used.
    static func all(
        _ environment: [String: String], perSecond: Int,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) throws -> [String: OpenRoute] {
        var routes: [String: OpenRoute] = [:]
        for route in GatewayRoute.all {
            let verifier = try verifier(of: route, environment)
            // A verifier that needs nothing takes everything.
            guard verifier.isNeeded else { continue }
            let rate = RateLimit(perSecond: perSecond, now: now)
            for (path, kind) in route.paths {
                routes[path] = OpenRoute(route: route, kind: kind, rate: rate, verifier: verifier)
            }
        }
        return routes
    }

    private static func verifier(
        of route: GatewayRoute, _ environment: [String: String]
    ) throws -> DeliveryVerifier {
        var proofs: [any DeliveryProof] = []
        let variables = EnvironmentVariables(environment)
        if let secret = try variables.secret(route.variable, orFile: "\(route.variable)_FILE") {
            guard let proof = route.proof.made(of: secret) else {
                throw CommandFailure(.failed, "\(route.variable) is not base64, as Teams gives it")
            }
            proofs.append(proof)
        }
        guard route == .google else { return DeliveryVerifier(proofs) }
        // Pub/Sub can sign, too. Secrets of other routes are none of this one.
        var settings = try WebHookSettings(environment: environment)
        settings.secret = nil
        settings.senderSecrets = [:]
        return settings.verifier(proofs)
    }
}

extension GatewayRoute.Proof {
    /// What looks at deliveries, with its secret; `nil` if that cannot be one.
    fileprivate func made(of secret: String) -> (any DeliveryProof)? {
        switch self {
        case .secret: SecretProof(ofAll: SharedSecret(secret))
        case .slack: SlackProof(SharedSecret(secret))
        case .teams: TeamsProof(securityToken: secret)
        case .mattermost: MattermostProof(SharedSecret(secret))
        }
    }
}
