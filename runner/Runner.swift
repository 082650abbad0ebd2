import ArgumentParser
import FoundationEssentials
import FunctionHost
import GitOps
import Glibc
import HTTPClient

/// The executable `runner`: the functions of this project on a bus, on a laptop, or on one event.
@main
struct Runner: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "runner",
            abstract: "Runs the functions of gitops-functions: on events from NATS, or on one event from a file.",
            discussion: """
                EXAMPLES:
                  See the whole of it, in a throw-away repository:
                    runner demo
                  Try an event on your repository without pushing:
                    export GITOPS_REPOSITORY=https://git.example.com/team/gitops
                    runner invoke image-updater -f ours.json --dry-run
                  Turn the events of a NATS server into commits:
                    export NATS_URL=nats://127.0.0.1:4222
                    runner subscribe
                  Send it an event:
                    runner publish image -f ours.json
                  See who changed what, and for which event:
                    runner why shop-prod
                  See what passes by, and what is wrong where nothing does:
                    runner tail
                    runner doctor
                """,
            subcommands: [
                InitCommand.self, SubscribeCommand.self, PublishCommand.self, TickCommand.self, TailCommand.self,
                DeadLettersCommand.self,
                ReplayCommand.self, InvokeCommand.self, TryRulesCommand.self, GatewayCommand.self, PackageCommand.self,
                DoctorCommand.self, WhyCommand.self, CompletionsCommand.self, DemoCommand.self,
            ]
        )
    }

    /// Parses the arguments, runs what they ask for, and ends the process.
    static func main() async {
        // Whoever reads our output or talks to us may go away at any time; writing then fails as any call does.
        guard BrokenPipes.areErrors else { Glibc.exit(OutcomeKind.failed.exitCode) }
        ProcessHeap.share(environment: ProcessInfo.processInfo.environment)
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as SettingsError {
            end(CommandFailure(error))
        } catch let failure as CommandFailure {
            end(failure)
        } catch {
            exit(withError: error)
        }
    }

    private static func end(_ failure: CommandFailure) -> Never {
        StandardError.write("runner: \(failure)\n")
        Glibc.exit(failure.exitCode)
    }
}
