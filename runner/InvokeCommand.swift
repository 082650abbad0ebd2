import ArgumentParser
import Events
import FoundationEssentials
import FunctionHost
import GitOps
import Logging

/// `runner invoke`: one handler, one event from a file, in this process.
struct InvokeCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "invoke",
            abstract: "Handles one event from a file, as the function of that name does with its standard input.",
            discussion: """
                The repository and all else come from the environment (GITOPS_REPOSITORY, GITOPS_TOKEN, ...), as those of \
                the function do: see 'image-updater --help', also for the exit codes.

                EXAMPLES:
                  export GITOPS_REPOSITORY=https://git.example.com/team/gitops
                  runner invoke image-updater -f ours.json --dry-run
                  echo '{"image":"registry.example.com/shop","tag":"v1.2.3"}' |
                    runner invoke image-updater -f -
                """
        )
    }

    @Argument(help: ArgumentHelp("The handler.", discussion: "One of: \(HandlerTable.list)"))
    var handler: String

    @OptionGroup var event: EventFileOption
    @OptionGroup var logging: LoggingOption

    @Flag(name: .customLong("dry-run"), help: "Print what would change and the commit's message; push nothing.")
    var isDryRun = false

    func validate() throws {
        _ = try HandlerTable.row(named: handler)
    }

    func run() async throws {
        let (outcome, text) = try await result(try HandlerTable.row(named: handler))
        do {
            try StandardOutput.write(text)
        } catch {
            // The work is done; that nobody wants to hear of it does not change its outcome.
            logging.logger(standard: .notice).warning(
                "standard output cannot be written", metadata: ["error": "\(error)"])
        }
        let code = outcome.outcome.exitCode
        if code != 0 { throw ExitCode(code) }
    }

    private typealias Result = (outcome: Outcome, text: [UInt8])

    /// What came of it, and what to print. What keeps an event from being handled has an outcome, too, as it has in the
    /// functions.
    private func result(_ row: HandlerTable.Row) async throws -> Result {
        do {
            let settings = try Settings(environment: ProcessInfo.processInfo.environment)
            let logger = logging.logger(standard: .notice)
            let handler = row.pipeline(try settings.branchWriter(logger: logger), settings, logger)
            let file = try EventFile(event.path, byteLimit: settings.maximumEventBytes)
            return try await handle(try file.delivery(receivedAt: .now), by: handler)
        } catch let error as SettingsError {
            return try failure(.failed, "\(error)")
        } catch let error as InvalidEvent {
            return try failure(.invalid, error.description)
        }
    }

    private func handle(_ delivery: Delivery, by handler: any EventHandling) async throws -> Result {
        if isDryRun {
            let preview = await handler.preview(delivery)
            return (preview.outcome, try preview.printed())
        }
        let outcome = await handler.handle(delivery)
        return (outcome, try outcome.jsonLine())
    }

    private func failure(_ kind: OutcomeKind, _ sentence: String) throws -> Result {
        var outcome = Outcome(kind, sentence, handler: handler)
        if isDryRun { outcome.dryRun = true }
        return (outcome, try outcome.jsonLine())
    }
}
