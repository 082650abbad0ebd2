import ArgumentParser
import Events
import FoundationEssentials
import FunctionHost
import GitOps
import Logging

/// `runner invoke`: one handler, one event from a file.
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
                The function as others run it, and the proof that it may be run twice:
                  runner invoke image-updater -f ours.json --via http --twice
                The proof that it may be killed at any instant:
                  runner invoke image-updater -f ours.json --times 8 --kill-at-every-step
                """
        )
    }

    @Argument(help: ArgumentHelp("The handler.", discussion: "One of: \(HandlerTable.list)"))
    var handler: String

    @OptionGroup var event: EventFileOption

    @Option(
        help: ArgumentHelp(
            "How the event gets to the handler: in-process, stdin or http.",
            discussion: "The latter two run the function's own executable, which is beside this one."))
    var via = InvokeRoute.inProcess

    @Flag(name: .customLong("dry-run"), help: "Print what would change and the commit's message; push nothing.")
    var isDryRun = false

    @Flag(name: .customLong("twice"), help: "Handle it twice; it is an error if the second time changes something.")
    var isTwice = false

    @Option(help: ArgumentHelp("How often the function is killed.", valueName: "number"))
    var times: Int?

    @Flag(
        name: .customLong("kill-at-every-step"),
        help: "Kill the function after none, one, two... of its requests to Git; then count the event's commits.")
    var isKilled = false

    @OptionGroup var logging: LoggingOption

    func validate() throws {
        _ = try HandlerTable.row(named: handler)
        guard !(isDryRun && (isTwice || isKilled)) else {
            throw ValidationError("--dry-run changes nothing, so there is nothing to prove.")
        }
        guard !isDryRun || via == .inProcess else {
            throw ValidationError("--dry-run is for --via in-process.")
        }
        guard isKilled == (times != nil), (times ?? 1) > 0 else {
            throw ValidationError("--times N and --kill-at-every-step belong together.")
        }
        guard !(isKilled && isTwice), !isKilled || via != .http else {
            throw ValidationError("--kill-at-every-step is a proof of its own, of the function on standard input.")
        }
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
            let file = try EventFile(event.path, byteLimit: settings.maximumEventBytes)
            let delivery = try file.delivery(receivedAt: .now)
            if isDryRun { return try await preview(delivery, row, settings) }
            let outcomes = try await outcomes(of: delivery, row, settings)
            if isTwice, let second = outcomes.last { try Self.checkSecond(second, after: outcomes[0]) }
            return (outcomes[0], try outcomes.flatMap { try $0.jsonLine() })
        } catch let error as SettingsError {
            return try failure(.failed, "\(error)")
        } catch let error as InvalidEvent {
            return try failure(.invalid, error.description)
        }
    }

    private func preview(_ delivery: Delivery, _ row: HandlerTable.Row, _ settings: Settings) async throws -> Result {
        let logger = logging.logger(standard: .notice)
        let handler = row.pipeline(try settings.branchWriter(logger: logger), settings, logger)
        let preview = await handler.preview(delivery)
        return (preview.outcome, try preview.printed())
    }

    private func outcomes(
        of delivery: Delivery, _ row: HandlerTable.Row, _ settings: Settings
    ) async throws -> [Outcome] {
        let logger = logging.logger(standard: .notice)
        let deliveries = Array(repeating: delivery, count: isTwice ? 2 : 1)
        if let times {
            let proof = KillProof(program: try FunctionProgram(row.name), settings: settings, logger: logger)
            return [try await proof.run(try Self.body(of: delivery), times: times)]
        }
        var outcomes: [Outcome] = []
        switch via {
        case .inProcess:
            let handler = row.pipeline(try settings.branchWriter(logger: logger), settings, logger)
            for delivery in deliveries { outcomes.append(await handler.handle(delivery)) }
        case .stdin:
            let program = try FunctionProgram(row.name)
            for delivery in deliveries {
                let body = try Self.body(of: delivery)
                outcomes.append(try await program.handle(body, isVerbose: logging.isVerbose))
            }
        case .http: outcomes = try await FunctionProgram(row.name).serve(deliveries)
        }
        return outcomes
    }

    /// The bytes for standard input, which carries no headers.
    private static func body(of delivery: Delivery) throws(CommandFailure) -> [UInt8] {
        guard delivery.headers.fields.isEmpty else {
            throw CommandFailure(usage: "the file has headers, which standard input cannot carry: use --via http")
        }
        return delivery.body
    }

    /// The second time has to change nothing: what was pushed is there now, and all else is as it was.
    private static func checkSecond(_ second: Outcome, after first: Outcome) throws(CommandFailure) {
        let expected = first.outcome == .pushed ? .unchanged : first.outcome
        guard second.outcome == expected else {
            throw CommandFailure(
                .failed,
                "the event was \(first.outcome.rawValue) and then \(second.outcome.rawValue), not \(expected.rawValue): "
                    + second.message)
        }
    }

    private func failure(_ kind: OutcomeKind, _ sentence: String) throws -> Result {
        var outcome = Outcome(kind, sentence, handler: handler)
        if isDryRun { outcome.dryRun = true }
        return (outcome, try outcome.jsonLine())
    }
}
