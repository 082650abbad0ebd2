import ArgumentParser
import FoundationEssentials
import GitOps
import Logging
import UnixSignals

/// `runner demo`: events become commits, in a throw-away repository.
struct DemoCommand: AsyncParsableCommand {
    /// No demo takes longer.
    private static var limit: Duration { .seconds(180) }

    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "demo",
            abstract: "Shows it all: publishes sample events to a NATS server of its own and shows the commits.",
            discussion: """
                Needs git and nats-server; 'scripts/demo' gets the latter and calls this. Repository, server and all that \
                they keep are in a temporary directory, and gone when it ends.
                """
        )
    }

    @OptionGroup var logging: LoggingOption

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let demo = Demo(
            paper: DemoPaper(isColoured: TerminalStyle.standardOutput(environment: environment).isColoured),
            environment: environment,
            // Events that go wrong are a part of the show.
            logger: logging.logger(standard: .critical))
        try await withThrowingTaskGroup { group in
            group.addTask { try await demo.run() }
            group.addTask {
                try await Task.sleep(for: Self.limit)
                throw CommandFailure(.failed, "the demo did not end within \(Self.limit)")
            }
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm, .sighup) { break }
                // The exit code of programs that Ctrl-C ends.
                if !Task.isCancelled { throw ExitCode(130) }
            }
            defer { group.cancelAll() }
            // What ends first ends the others, each of which cleans up after itself before it is gone.
            try await group.next()
        }
    }
}
