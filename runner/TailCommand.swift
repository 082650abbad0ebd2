import ArgumentParser
import FoundationEssentials
import NATS

/// `runner tail`: what passes over the bus, as it happens.
struct TailCommand: AsyncParsableCommand {
    /// What can be looked at.
    enum Stream: String, CaseIterable, ExpressibleByArgument {
        case events, results, deadletters
    }

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "tail",
            abstract: "Prints events, outcomes and dead letters as they happen, a line each, until it is ended.",
            discussion: """
                What happened before is not shown: 'runner replay --dry-run' and 'runner deadletters' read the streams.

                EXAMPLES:
                  runner tail
                  runner tail --only results --json | jq .outcome.message

                \(NATSOptions.help)
                """
        )
    }

    @Option(help: ArgumentHelp("Only these, separated by commas.", discussion: "events, results, deadletters"))
    var only: String?

    @Flag(help: "Print JSON, one object a line.")
    var json = false

    @OptionGroup var session: BusSessionOptions

    func validate() throws {
        _ = try streams()
    }

    func run() async throws {
        try await EndlessWork.run { try await listen() }
    }

    private func listen() async throws {
        let style = TerminalStyle.standardOutput(environment: ProcessInfo.processInfo.environment)
        let streams = try streams()
        try await session.withConnection { connection, names in
            var subscriptions: [LiveSubscription] = []
            for stream in streams {
                let subject =
                    switch stream {
                    case .events: names.events
                    case .results: names.results
                    case .deadletters: names.deadLetters
                    }
                subscriptions.append(try await connection.subscribe(to: subject))
            }
            StandardError.write("runner: listening at \(connection.server)\n")
            try await withThrowingTaskGroup { group in
                for subscription in subscriptions {
                    group.addTask {
                        while true {
                            let line = TailLine(try await subscription.next(), names: names, at: .now)
                            try Print.line(json ? JSONLine.text(of: line) : line.text(style))
                        }
                    }
                }
                defer { group.cancelAll() }
                try await group.next()
            }
        }
    }

    private func streams() throws -> [Stream] {
        guard let only else { return Stream.allCases }
        return try only.split(separator: ",", omittingEmptySubsequences: false).map { name in
            guard let stream = Stream(rawValue: name.filter { !$0.isWhitespace }) else {
                throw ValidationError("--only takes events, results and deadletters.")
            }
            return stream
        }
    }
}
