import ArgumentParser
import FoundationEssentials
import FunctionHost
import GitOps
import Logging

/// `runner doctor`: looks at all that the runner needs, and says what to do about what is wrong.
struct DoctorCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "doctor",
            abstract: "Checks NATS, streams, repository, credentials, push permission and policy.",
            discussion: """
                Changes nothing: streams are looked at and not made, and the push is one without a change. Prints a line \
                for each check; the exit code is 0 if none of them is crossed.

                EXAMPLES:
                  runner doctor
                  runner doctor --json | jq 'select(.state == "bad")'

                \(NATSOptions.help)
                """
        )
    }

    @Flag(help: "Print JSON, one object a line.")
    var json = false

    @OptionGroup var bus: BusOptions
    @OptionGroup var nats: NATSOptions
    @OptionGroup var logging: LoggingOption

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let style = TerminalStyle.standardOutput(environment: environment)
        let logger = logging.logger(standard: .critical)
        let names = try bus.names(environment: environment)
        var isWell = true
        func tell(_ findings: [Finding]) throws {
            for finding in findings {
                try Print.line(json ? JSONLine.text(of: finding) : finding.text(style))
                if finding.state == .bad { isWell = false }
            }
        }
        do {
            let options = try nats.connectionOptions(environment: environment)
            try tell(await BusCheckup(options: options, names: names, logger: logger).findings())
        } catch let failure as CommandFailure {
            try tell([.bad("NATS", failure.description, advice: "see 'runner subscribe --help'")])
        }
        do {
            let settings = try Settings(environment: environment)
            try tell(await RepositoryCheckup(settings: settings, logger: logger).findings())
        } catch let error as SettingsError {
            try tell([.bad("repository", error.description, advice: "see 'image-updater --help'")])
        }
        if !isWell { throw ExitCode(OutcomeKind.failed.exitCode) }
    }
}
