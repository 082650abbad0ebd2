import ArgumentParser
import Events
import FoundationEssentials
import FunctionHost
import GitOps
import Logging
import RemoteGit

/// `runner why`: who changed what, and for which event, from Git alone.
struct WhyCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "why",
            abstract: "Tells the story of an application, or of one commit, from Git alone.",
            discussion: """
                Every change by a handler: when, by which, for which event, and asked for by whom. It is read from the \
                commits of the branch and their trailers; nothing else is kept anywhere. The repository comes from the \
                environment (GITOPS_REPOSITORY, GITOPS_TOKEN, ...).

                EXAMPLES:
                  runner why shop-prod
                  runner why 0123abc
                  runner why shop-prod --json | jq -r .actor
                """
        )
    }

    @Argument(
        help: ArgumentHelp("An application's name, or 4 digits or more of a commit's id.", valueName: "app|commit"))
    var subject: String

    @Option(help: "The most commits to look through.")
    var commits = 4000

    @Flag(help: "Print JSON, one object a line.")
    var json = false

    @OptionGroup var logging: LoggingOption

    func validate() throws {
        guard (1...100_000).contains(commits) else { throw ValidationError("--commits is from 1 to 100000.") }
    }

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        let ledger = try await history(environment)
        let style = TerminalStyle.standardOutput(environment: environment)
        let story = try ChangeStory(of: subject, in: ledger.commits)
        for change in story.changes {
            try Print.line(
                json ? JSONLine.text(of: change) : ChangeLines(change, isWhole: story.isOfCommit).text(style))
        }
        guard let start = ledger.start else { return }
        StandardError.write(
            "runner: older than \(RFC3339.text(from: start)) was not looked at; --commits says how many\n")
    }

    /// The branch's commits, the newest first, and since when they are all there; `nil` if from the first on.
    private func history(_ environment: [String: String]) async throws -> (commits: [Commit], start: Date?) {
        do {
            let branch = try Settings(environment: environment).remoteBranch(
                logger: logging.logger(standard: .critical))
            var revision = try await branch.refresh()
            if revision.ledgerStart != nil, commits > revision.ledger.count {
                revision = try await branch.extendLedger(of: revision, since: .distantPast, limit: commits)
            }
            // The protocol counts commits along each line of history, and a branch may have several lines: then there are
            // more than was asked for.
            let found = Array(revision.ledger.prefix(commits))
            let isCut = found.count < revision.ledger.count
            return (found, isCut ? found.last?.committed : revision.ledgerStart)
        } catch let error as RemoteGitError {
            throw CommandFailure(error)
        }
    }
}
