import ArgumentParser
import FoundationEssentials
import FunctionHost
import GitOps
import Logging
import RemoteGit

/// `runner init`: proposes a policy for a repository.
struct InitCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "init",
            abstract: "Looks at a repository and proposes a policy for it.",
            discussion: """
                Reads the whole tree of the branch and prints a policy that covers the applications and images found \
                there. Changes nothing. Take out what automation is not to change, and commit it as .gitops.yaml.

                EXAMPLES:
                  runner init . > .gitops.yaml
                  GITOPS_TOKEN=… runner init https://git.example.com/team/gitops.git
                """
        )
    }

    @Argument(help: ArgumentHelp("The repository: a path or an address.", valueName: "path-or-url"))
    var repository: String

    @OptionGroup var logging: LoggingOption

    func run() async throws {
        var environment = ProcessInfo.processInfo.environment
        environment["GITOPS_REPOSITORY"] = repository
        let logger = logging.logger(standard: .error)
        let branch = try Settings(environment: environment).remoteBranch(logger: logger)
        let survey = try await survey(branch)
        try Print.line(String(PolicyDraft(survey).text.dropLast()))
        StandardError.write("runner: \(survey.findings.count) applications with images were found\n")
        if let first = survey.unreadable.first {
            let more = survey.unreadable.count > 1 ? " and \(survey.unreadable.count - 1) more" : ""
            StandardError.write("runner: not readable as YAML, as most templates: \(first)\(more)\n")
        }
    }

    private func survey(_ branch: RemoteBranch) async throws -> RepositorySurvey {
        do {
            let revision = try await branch.load([.subtree(.root)], of: try await branch.refresh())
            return try RepositorySurvey(of: Snapshot(revision))
        } catch let error as RemoteGitError {
            throw CommandFailure(error)
        } catch let error as Undecided {
            guard case .failed(let sentence) = error else {
                throw CommandFailure(.failed, "the repository cannot be read whole")
            }
            throw CommandFailure(.failed, sentence)
        }
    }
}
