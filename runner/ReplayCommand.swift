import ArgumentParser
import Events
import FoundationEssentials
import FunctionHost
import GitOps
import Logging
import NATS

/// `runner replay`: handles events of the stream again.
struct ReplayCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "replay",
            abstract: "Handles events of the stream again, from a sequence number or a time on.",
            discussion: """
                What was handled before changes nothing: its outcome is 'unchanged'. So this is for events that were \
                refused by a policy that has changed since, or that were lost with a branch that was set back. Prints one \
                line of JSON, the outcome, for each event and handler, in the stream's order; the consumers of 'runner \
                subscribe' do not notice.

                EXAMPLES:
                  runner replay --from 4711 --dry-run
                  runner replay --from 2026-01-31T12:00:00Z --handlers image-updater

                \(NATSOptions.help)
                """
        )
    }

    /// Where to begin.
    enum Beginning: ExpressibleByArgument {
        case sequence(UInt64)
        case time(Date)

        init?(argument: String) {
            if let sequence = UInt64(argument) {
                self = .sequence(sequence)
            } else if let time = RFC3339.date(from: argument) {
                self = .time(time)
            } else {
                return nil
            }
        }
    }

    @Option(
        help: ArgumentHelp("A sequence number of the stream, or a time as 2026-01-31T12:00:00Z.", valueName: "seq|time")
    )
    var from: Beginning

    @Option(
        help: ArgumentHelp(
            "The handlers to run, separated by commas.", discussion: "Default: all of them, \(HandlerTable.list)"))
    var handlers: String?

    @Flag(name: .customLong("dry-run"), help: "Print what would come of each event; push nothing.")
    var isDryRun = false

    @OptionGroup var session: BusSessionOptions

    func validate() throws {
        _ = try HandlerTable.rows(named: handlers)
    }

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let logger = session.logging.logger(standard: .notice)
        let settings = try Settings(environment: environment)
        let writer = try settings.branchWriter(logger: logger)
        let entries = try HandlerTable.rows(named: handlers).map { row in
            Replay.Entry(kinds: row.kinds, handler: row.pipeline(writer, settings, logger))
        }
        let summary = try await session.withConnection { connection, names in
            try await Replay(connection: connection, names: names, entries: entries, isDryRun: isDryRun)
                .run(from: from.start)
        }
        StandardError.write("runner: \(summary)\n")
        if let worst = summary.worst { throw ExitCode(worst.exitCode) }
    }
}

extension ReplayCommand.Beginning {
    /// The same for a consumer.
    var start: ConsumerConfiguration.Start {
        switch self {
        case .sequence(let sequence): .sequence(max(1, sequence))
        case .time(let time): .time(time)
        }
    }
}
