import ArgumentParser
import Events
import FoundationEssentials
import FunctionHost
import GitOps
import Logging
import NATS
import ServiceLifecycle
import UnixSignals

/// `runner gateway`: web hooks onto the bus.
struct GatewayCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "gateway",
            abstract: "Takes the senders' web hooks, looks who sent them, and puts them on the bus.",
            discussion: """
                A delivery is answered when a stream has stored it: 200, or 202 on /events. It is answered 503 if the bus \
                is away, 401 if it does not prove who sent it, 429 if there are too many. A route without its secret is \
                closed. TLS is for the proxy in front of it.

                ROUTES, each with the variable of its secret, or with _FILE behind it of a file that holds it:
                \(routes)

                The secret is Slack's signing secret, Teams' security token, the token of Mattermost's command, and for all \
                others what they show in 'Authorization' (as it is, as a bearer token, as a password), behind the address \
                as '?token=SECRET', or by a signature as GitHub's. Google's may also show Pub/Sub's token.

                EXAMPLES:
                  GITOPS_WEBHOOK_SECRET_EVENTS_FILE=secret runner gateway --port 8080
                  curl -H "Authorization: Bearer $SECRET" -H 'Content-Type: application/json' \\
                    -d '{"image":"registry.example.com/shop","tag":"v1.2.3"}' \\
                    http://localhost:8080/events

                \(NATSOptions.help)
                  GITOPS_PUBSUB_AUDIENCE, GITOPS_PUBSUB_SERVICE_ACCOUNT
                                                what tokens of Pub/Sub have to say
                  PORT                          the port, unless --port is there; default: 8080
                  GITOPS_MAX_EVENT_BYTES        default: 1048576
                  GITOPS_MAX_EVENTS             deliveries under way at a time; default: 128
                  GITOPS_DRAIN                  seconds to take them after SIGTERM; default: 0
                """
        )
    }

    private static var routes: String {
        GatewayRoute.all.map { route in
            let path = route == .events ? "/events, /events/KIND" : "/hooks/\(route.name)"
            return "  \(path)\(String(repeating: " ", count: max(1, 24 - path.count)))\(route.variable)"
        }.joined(separator: "\n")
    }

    @Option(help: ArgumentHelp("The port to listen on; 0 for any.", discussion: "Default: $PORT, or else 8080."))
    var port: Int?

    @Option(help: ArgumentHelp("The address to listen on.", discussion: "Default: 0.0.0.0, all of this machine's."))
    var host: String?

    @Option(help: "The most deliveries in a second for each route, over a longer time.")
    var rate = 50

    @OptionGroup var bus: BusOptions
    @OptionGroup var nats: NATSOptions
    @OptionGroup var logging: LoggingOption

    func validate() throws {
        guard port.map((0...65535).contains) ?? true else { throw ValidationError("A port is at most 65535.") }
        guard (1...100_000).contains(rate) else { throw ValidationError("--rate is from 1 to 100000.") }
    }

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let logger = logging.logger(standard: .info)
        let link = BusLink(
            try nats.connectionOptions(environment: environment), names: try bus.names(environment: environment),
            logger: logger)
        try await serve(try endpoint(environment, link, logger), environment, logger)
        await link.close()
    }

    private func endpoint(
        _ environment: [String: String], _ link: BusLink, _ logger: Logger
    ) throws -> GatewayEndpoint {
        let routes = try OpenRoute.all(environment, perSecond: rate)
        guard !routes.isEmpty else {
            throw CommandFailure(
                .failed, "every route is closed: set the secret of one, as \(GatewayRoute.events.variable)")
        }
        logger.notice("routes are open", metadata: ["paths": "\(routes.keys.sorted().joined(separator: ", "))"])
        var limits = try HTTPLimits(environment: environment)
        limits.body = .seconds(10)
        limits.idle = .seconds(30)
        let byteLimit = try EnvironmentVariables(environment).number(
            "GITOPS_MAX_EVENT_BYTES", in: 1...(64 << 20), standard: Delivery.standardByteLimit)
        return GatewayEndpoint(routes: routes, bus: link, limits: limits, byteLimit: byteLimit, logger: logger)
    }

    private func serve(_ endpoint: GatewayEndpoint, _ environment: [String: String], _ logger: Logger) async throws {
        let address = try ListenAddress(host: host, port: port, environment: environment)
        let application = HTTPApplication(endpoint: endpoint, address: address, logger: logger)
        var configuration = ServiceGroupConfiguration(
            services: [.init(service: application, successTerminationBehavior: .gracefullyShutdownGroup)],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        // After that time connections are cut that did not even take their answer.
        configuration.maximumGracefulShutdownDuration = endpoint.limits.drain + endpoint.limits.shutdown + .seconds(1)
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch let error as CancellationError {
            logger.warning("connections were cut", metadata: ["reason": "\(error)"])
        } catch {
            throw CommandFailure(.failed, "\(error)")
        }
    }
}
