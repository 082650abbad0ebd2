import ArgumentParser
import FunctionHost
import GitOps
import NATS
import RemoteGit

/// Why a command could not do its work: a sentence for people, without secrets, and the exit code.
struct CommandFailure: Error, CustomStringConvertible {
    /// The sentence.
    let description: String
    /// The exit code, by the table of outcomes where it has one.
    let exitCode: Int32

    /// A failure of the kind that an outcome would have.
    init(_ kind: OutcomeKind, _ sentence: String) {
        description = sentence
        exitCode = kind.exitCode
    }

    /// What the command was told cannot be.
    init(usage sentence: String) {
        description = sentence
        exitCode = ExitCode.validationFailure.rawValue
    }

    /// A variable cannot be used.
    init(_ error: SettingsError) {
        self.init(.failed, error.description)
    }

    /// The Git server did not do what it was asked for.
    init(_ error: RemoteGitError) {
        self.init(OutcomeKind(of: error), error.message)
    }

    /// The bus did not do what it was asked for.
    init(_ error: NATSError) {
        self.init(error.isPassing ? .retry : .failed, error.description)
    }
}

extension NATSError {
    /// Whether the same may work later without anybody doing something about it.
    var isPassing: Bool { code == .unreachable || code == .timeout }
}
