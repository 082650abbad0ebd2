import ArgumentParser
import FoundationEssentials
public import GitOps
import Glibc
import HTTPClient
public import Logging
public import ServiceLifecycle

/// Runs a handler as a program: for one event on standard input, or as an HTTP server.
public enum FunctionHost {
    /// Does what the process's arguments and environment say, and ends the process.
    public static func run(_ handler: some Handler) async -> Never {
        // Whoever reads our output or talks to our server may go away at any time; writing then fails as any call does.
        guard BrokenPipes.areErrors else { Glibc.exit(OutcomeKind.failed.exitCode) }
        let environment = ProcessInfo.processInfo.environment
        ProcessHeap.share(environment: environment)
        do {
            let code =
                switch try FunctionArguments.parseAsRoot(arguments(environment)) {
                case let serve as ServeArguments:
                    await Serving(handler: handler, arguments: serve).run(environment: environment)
                case let lambda as LambdaArguments:
                    await LambdaFunction(handler: handler, isVerbose: lambda.isVerbose || lambda.function.isVerbose)
                        .run(environment: environment)
                case let one as FunctionArguments:
                    await OneEvent(
                        handler: handler, isDryRun: one.isDryRun,
                        logger: logger(handler.name, isVerbose: one.isVerbose, standard: .notice)
                    ).run(environment: environment)
                case var other:
                    // Those that the parser adds: help and completion scripts.
                    try runToEnd(&other)
                }
            exit(code)
        } catch {
            FunctionArguments.exit(withError: error)
        }
    }

    /// A server of events, not started yet. It ends by a graceful shutdown of the service group that runs it.
    ///
    /// - Parameters:
    ///   - address: Where it listens; with port 0 on any free port, which `onRunning` is told.
    ///   - onRunning: Called with the port once it listens.
    public static func application(
        _ pipeline: EventPipeline<some Handler>,
        at address: ListenAddress,
        limits: HTTPLimits = HTTPLimits(),
        logger: Logger,
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) -> some Service {
        let endpoint = EventEndpoint(
            pipeline: pipeline, readiness: Readiness(), limits: limits, slots: EventSlots(limits.events))
        return HTTPApplication(endpoint: endpoint, address: address, logger: logger, onRunning: onRunning)
    }

    /// A logger to standard error.
    static func logger(_ label: String, isVerbose: Bool, standard: Logger.Level) -> Logger {
        var logger = Logger(label: label) { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = isVerbose ? .debug : standard
        return logger
    }

    /// The process's arguments. A platform that starts a container without any says by the environment what it expects.
    private static func arguments(_ environment: [String: String]) -> [String] {
        let given = Array(CommandLine.arguments.dropFirst())
        return given.isEmpty ? PlatformContract.arguments(environment) : given
    }

    private static func runToEnd(_ command: inout any ParsableCommand) throws -> Int32 {
        try command.run()
        return EXIT_SUCCESS
    }
}
