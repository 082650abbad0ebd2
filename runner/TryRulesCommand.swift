import AlertRemediator
import ArgumentParser
import Events
import FoundationEssentials
import FunctionHost
import GitOps
import Logging

/// `runner try-rules`: what the rules of a policy would do about recorded alerts.
struct TryRulesCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "try-rules",
            abstract: "Shows what the remediations of a policy would do about recorded alerts. Nothing is pushed.",
            discussion: """
                For each file: the rule, the guard that spoke, and the exact difference. Each is judged on the branch as it \
                is. With --from-alertmanager, the deliveries of a file, one a line, are replayed in their order, each on what \
                those before it have changed, with ticks between them, and summed up.

                The exit status is 0 if every alert was decided, 77 if one was refused, 65 if a file cannot be understood, and 70 if \
                the policy cannot be read. Credentials come from the environment, as for 'runner invoke'.

                EXAMPLES:
                  runner try-rules --policy .gitops.yaml --repo . recorded/
                  runner try-rules --policy .gitops.yaml \\
                    --repo https://git.example.com/team/gitops \\
                    --from-alertmanager january.jsonl
                """)
    }

    @Option(help: ArgumentHelp("The policy. Without it, the repository's.", valueName: "file"))
    var policy: String?

    @Option(help: ArgumentHelp("The repository.", valueName: "path-or-url"))
    var repo: String

    @Option(help: "The branch. Without it, the one that the repository's HEAD names.")
    var branch: String?

    @Option(help: ArgumentHelp("Deliveries of Alertmanager's web hook, one a line.", valueName: "file"))
    var fromAlertmanager: String?

    @Option(
        help: ArgumentHelp("How often a tick comes in the replay.", valueName: "duration"),
        transform: { text in
            guard let duration = Duration(prometheus: text), duration > .zero else {
                throw ValidationError("'\(text)' is no length of time, as 1m.")
            }
            return duration
        })
    var tick: Duration = .seconds(60)

    @Argument(help: ArgumentHelp("Files with an alert each, or folders of them.", valueName: "alerts"))
    var alerts: [String] = []

    @OptionGroup var logging: LoggingOption

    func validate() throws {
        guard fromAlertmanager == nil || alerts.isEmpty else {
            throw ValidationError("Either files with alerts or --from-alertmanager, not both.")
        }
        guard fromAlertmanager != nil || !alerts.isEmpty else {
            throw ValidationError("There are no alerts to try the rules with.")
        }
    }

    func run() async throws {
        let rehearsal = try await rehearsal()
        let result: (text: String, exit: OutcomeKind)
        if let fromAlertmanager {
            let lines = try RecordedFile(fromAlertmanager).lines
            var replay = RuleReplay(rehearsal, tick: tick)
            result = try await replay.result(of: lines, in: fromAlertmanager)
        } else {
            result = try await RuleTrial(rehearsal).result(of: try alerts.flatMap(RecordedFile.files))
        }
        try Print.bytes(Array(result.text.utf8))
        if result.exit.exitCode != 0 { throw ExitCode(result.exit.exitCode) }
    }

    private func rehearsal() async throws(CommandFailure) -> Rehearsal {
        var environment = ProcessInfo.processInfo.environment
        environment["GITOPS_REPOSITORY"] = repo
        environment["GITOPS_BRANCH"] = branch
        environment["GITOPS_POLICY"] = policy
        do throws(SettingsError) {
            let settings = try Settings(environment: environment)
            return try await settings.rehearsal(logger: logging.logger(standard: .warning))
        } catch {
            throw CommandFailure(error)
        }
    }
}
