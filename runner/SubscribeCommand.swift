import ArgumentParser
import FoundationEssentials
import FunctionHost
import GitOps
import Logging
import NATS
import ServiceLifecycle
import UnixSignals

/// `runner subscribe`: events from JetStream become commits until a signal ends it.
struct SubscribeCommand: AsyncParsableCommand {
    /// How long events under way may take after the signal; the rest is given back to the bus. Docker kills a
    /// container after 10 s, Kubernetes after 30 by default.
    private static var grace: Duration { .seconds(8) }

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "subscribe",
            abstract: "Takes events from NATS JetStream and handles them until SIGTERM or SIGINT.",
            discussion: """
                Makes the streams GITOPS_EVENTS, GITOPS_RESULTS and GITOPS_DEADLETTERS and the durable consumers of \
                its handlers if they are not there, and refuses to run on any that would lose messages. Any number of \
                runners share them. Prints one line of JSON, the outcome, for each event, and publishes it to \
                gitops.results.HANDLER; logs go to standard error. The repository comes from the environment, as that \
                of the functions does: see 'image-updater --help'.

                EXAMPLES:
                  export GITOPS_REPOSITORY=https://git.example.com/team/gitops
                  GITOPS_TOKEN_FILE=token runner subscribe
                  export NATS_URL=tls://a.example.com,tls://b.example.com
                  NATS_CREDS=runner.creds runner subscribe --handlers image-updater
                  nats pub gitops.events.image \\
                    '{"image":"registry.example.com/shop","tag":"v1.2.3"}'

                \(NATSOptions.help)
                """
        )
    }

    @Option(
        help: ArgumentHelp(
            "The handlers to run, separated by commas.", discussion: "Default: all of them, \(HandlerTable.list)"))
    var handlers: String?

    @Option(help: "After how many deliveries an event that fails becomes a dead letter.")
    var attempts: UInt64 = RedeliveryDelay().attempts

    @Option(
        name: .customLong("longest-delay"),
        help: ArgumentHelp(
            "The longest wait before an event that could not be handled is delivered again.", valueName: "seconds"))
    var longestDelay = 120

    @OptionGroup var bus: BusOptions
    @OptionGroup var nats: NATSOptions
    @OptionGroup var logging: LoggingOption

    func validate() throws {
        _ = try HandlerTable.rows(named: handlers)
        guard attempts > 0 else { throw ValidationError("--attempts has to be at least 1.") }
        guard (1...86_400).contains(longestDelay) else {
            throw ValidationError("--longest-delay takes 1 to 86400 seconds.")
        }
    }

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let logger = logging.logger(standard: .notice)
        let names = try bus.names(environment: environment)
        let subscriber = Subscriber(
            options: try nats.connectionOptions(environment: environment), names: names,
            subscriptions: try subscriptions(names, environment, logger), logger: logger)
        var configuration = ServiceGroupConfiguration(
            services: [.init(service: subscriber, successTerminationBehavior: .gracefullyShutdownGroup)],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = Self.grace
        do {
            try await ServiceGroup(configuration: configuration).run()
        } catch let error as NATSError {
            throw CommandFailure(error)
        } catch is CancellationError {
            // The grace time is over; what was not finished was given back.
        }
    }

    private func subscriptions(
        _ names: BusNames, _ environment: [String: String], _ logger: Logger
    ) throws -> [EventSubscription] {
        let settings = try Settings(environment: environment)
        let writer = try settings.branchWriter(logger: logger)
        let lines = OutcomeLines(logger: logger)
        return try HandlerTable.rows(named: handlers).flatMap { row in
            let handler = row.pipeline(writer, settings, logger)
            return EventSubscription.all(of: row, names: names, handler: handler, report: lines.print).map {
                var subscription = $0
                subscription.delays.attempts = attempts
                subscription.delays.longest = .seconds(longestDelay)
                return subscription
            }
        }
    }
}
