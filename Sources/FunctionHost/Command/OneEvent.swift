import Events
import FoundationEssentials
import GitOps
import Logging

/// Handles the one event on standard input.
struct OneEvent<H: Handler> {
    let handler: H
    let isDryRun: Bool
    let logger: Logger

    /// Reads the event, handles it, and prints its outcome.
    ///
    /// - Returns: the process's exit code.
    func run(environment: [String: String]) async -> Int32 {
        var preview = await handle(environment: environment)
        if isDryRun { preview.outcome.dryRun = true }
        do {
            try StandardStreams.writeOutput(preview.printed())
        } catch {
            // The work is done; that nobody wants to hear of it does not change its outcome.
            logger.warning("standard output cannot be written", metadata: ["error": "\(error)"])
        }
        return preview.outcome.outcome.exitCode
    }

    private func handle(environment: [String: String]) async -> Preview {
        do {
            let settings = try Settings(environment: environment)
            let writer = try settings.branchWriter(logger: logger)
            let pipeline = EventPipeline(handler, writer: writer, settings: settings, logger: logger)
            let body = try StandardStreams.readInput(limit: settings.maximumEventBytes)
            let delivery = Delivery(body: body, receivedAt: .now)
            guard !isDryRun else { return await pipeline.preview(delivery) }
            return Preview(outcome: await pipeline.handle(delivery), diff: "", commitMessage: "")
        } catch let error as SettingsError {
            return failure("\(error)")
        } catch {
            return failure("standard input cannot be read: \(error)")
        }
    }

    private func failure(_ message: String) -> Preview {
        Preview(outcome: Outcome(.failed, message, handler: handler.name), diff: "", commitMessage: "")
    }
}
