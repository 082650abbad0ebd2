import GitOps
import Logging

/// Runs as a function of AWS Lambda.
struct LambdaFunction<H: Handler> {
    let handler: H
    let isVerbose: Bool

    /// Handles invocations as long as there are any.
    ///
    /// - Returns: the process's exit code.
    func run(environment: [String: String]) async -> Int32 {
        let logger = FunctionHost.logger(handler.name, isVerbose: isVerbose, standard: .info)
        do {
            let runtime = try LambdaRuntime(
                host: try EnvironmentVariables(environment).required(
                    PlatformContract.lambdaVariable, "host and port of AWS Lambda's runtime API"))
            try await loop(runtime, environment, logger).run()
        } catch {
            logger.critical("\(error)")
            return OutcomeKind.failed.exitCode
        }
    }

    private func loop(
        _ runtime: LambdaRuntime, _ environment: [String: String], _ logger: Logger
    ) async throws -> LambdaLoop<H> {
        do {
            let settings = try Settings(environment: environment)
            let writer = try settings.branchWriter(logger: logger)
            let pipeline = EventPipeline(handler, writer: writer, settings: settings, logger: logger)
            return LambdaLoop(runtime: runtime, pipeline: pipeline, logger: logger)
        } catch {
            try await runtime.refuseToStart(LambdaFailure(.failed, "\(error)"))
            throw error
        }
    }
}
