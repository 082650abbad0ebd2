import GitOps
import Logging
import ServiceLifecycle
import UnixSignals

/// Serves HTTP until a signal ends it.
struct Serving<H: Handler> {
    let handler: H
    let arguments: ServeArguments

    /// Serves until SIGTERM or SIGINT.
    ///
    /// - Returns: the process's exit code.
    func run(environment: [String: String]) async -> Int32 {
        let isVerbose = arguments.isVerbose || arguments.function.isVerbose
        let logger = FunctionHost.logger(handler.name, isVerbose: isVerbose, standard: .info)
        do {
            let settings = try Settings(environment: environment)
            let address = try ListenAddress(host: arguments.host, port: arguments.port, environment: environment)
            let writer = try settings.branchWriter(logger: logger)
            let pipeline = EventPipeline(handler, writer: writer, settings: settings, logger: logger)
            let limits = try HTTPLimits(environment: environment)
            let application = FunctionHost.application(pipeline, at: address, limits: limits, logger: logger)
            try await run(application, logger, grace: limits.drain + limits.shutdown + .seconds(1))
            return OutcomeKind.pushed.exitCode
        } catch {
            logger.critical("\(error)")
            return OutcomeKind.failed.exitCode
        }
    }

    /// - Parameter grace: After that time connections are cut that did not even take their answer.
    private func run(_ service: some Service, _ logger: Logger, grace: Duration) async throws {
        var configuration = ServiceGroupConfiguration(
            services: [.init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)],
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        configuration.maximumGracefulShutdownDuration = grace
        try await ServiceGroup(configuration: configuration).run()
    }
}
