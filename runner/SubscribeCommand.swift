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
                Makes the stream \(EventStream.name) (\(EventStream.subjects)) and one durable consumer a handler if they \
                are not there. Any number of runners share them. Prints one line of JSON, the outcome, for each event; \
                logs go to standard error. The repository comes from the environment, as that of the functions does: see \
                'image-updater --help'.

                EXAMPLES:
                  export GITOPS_REPOSITORY=https://git.example.com/team/gitops
                  GITOPS_TOKEN_FILE=token runner subscribe
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

    @OptionGroup var nats: NATSOptions
    @OptionGroup var logging: LoggingOption

    func validate() throws {
        _ = try HandlerTable.rows(named: handlers)
    }

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let logger = logging.logger(standard: .notice)
        let subscriber = Subscriber(
            options: try nats.connectionOptions(environment: environment),
            subscriptions: try subscriptions(environment, logger), logger: logger)
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

    private func subscriptions(_ environment: [String: String], _ logger: Logger) throws -> [EventSubscription] {
        do {
            let settings = try Settings(environment: environment)
            let writer = try settings.branchWriter(logger: logger)
            let lines = OutcomeLines(logger: logger)
            return try HandlerTable.rows(named: handlers).flatMap { row in
                EventSubscription.all(of: row, handler: row.pipeline(writer, settings, logger), report: lines.print)
            }
        } catch let error as SettingsError {
            throw CommandFailure(.failed, "\(error)")
        }
    }
}
