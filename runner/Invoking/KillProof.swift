import Events
import FoundationEssentials
import FunctionHost
import GitOps
import Logging
import RemoteGit

/// The proof that a function may be killed at any instant: it is, after each of its requests to Git, and in the end the
/// branch has one commit of the event at most.
struct KillProof {
    let program: FunctionProgram
    let settings: Settings
    let logger: Logger

    /// Kills the function `times` times, each time a request later than before, and then lets it come to its end.
    ///
    /// - Returns: The outcome of the last run.
    /// - Throws: ``CommandFailure`` if the event has more than one commit.
    func run(_ body: [UInt8], times: Int) async throws -> Outcome {
        let progress = Progress("kills", of: UInt64(times))
        defer { progress.hide() }
        var killed = 0
        for requests in 0..<times {
            guard try await program.handle(body, killedAfter: requests) else { continue }
            killed += 1
            progress.advance()
        }
        let outcome = try await program.handle(body, isVerbose: false)
        let commits = try await commits(of: outcome)
        progress.hide()
        StandardError.write("runner: killed \(killed) times; the branch has \(commits) commit(s) of this event\n")
        guard commits <= 1 else {
            throw CommandFailure(.failed, "the event has \(commits) commits")
        }
        return outcome
    }

    /// How many of the last commits bear the event's name.
    private func commits(of outcome: Outcome) async throws -> Int {
        guard let event = outcome.event else { return 0 }
        do {
            let branch = try settings.remoteBranch(logger: logger)
            let trailer = "\(TrailerKey.event): \(event)"
            return try await branch.refresh().ledger.count { commit in
                commit.message.split(separator: "\n").contains { $0 == trailer }
            }
        } catch let error as RemoteGitError {
            throw CommandFailure(error)
        }
    }
}
