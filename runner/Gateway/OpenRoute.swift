import Events
import FoundationEssentials
import FunctionHost
import GitOps

/// A route whose secret is set.
struct OpenRoute: Sendable {
    let route: GatewayRoute
    /// What events that come in by this path are about.
    let kind: EventKind
    let rate: RateLimit
    /// Nobody but the scheme sees it.
    private let secret: String

    /// Whether the sender has proved to be who it is.
    func accepts(_ delivery: Delivery, token: String?) -> Bool {
        route.scheme.accepts(delivery, token: token, secret: secret)
    }

    /// The routes whose secrets an environment has, by their paths.
    ///
    /// - Throws: `SettingsError` that names the variable that cannot be used; ``CommandFailure``.
    static func all(_ environment: [String: String], perSecond: Int) throws -> [String: OpenRoute] {
        let variables = EnvironmentVariables(environment)
        var routes: [String: OpenRoute] = [:]
        for route in GatewayRoute.all {
            guard let secret = try variables.secret(route.variable, orFile: "\(route.variable)_FILE") else { continue }
            if route.scheme == .teamsSignature, Data(base64Encoded: secret) == nil {
                throw CommandFailure(.failed, "\(route.variable) is not base64, as Teams gives it")
            }
            let rate = RateLimit(perSecond: perSecond)
            for (path, kind) in route.paths {
                routes[path] = OpenRoute(route: route, kind: kind, rate: rate, secret: secret)
            }
        }
        return routes
    }
}
