import FoundationEssentials
import Subprocess

/// Signs with an OpenPGP key, by the `gpg` on this machine.
///
/// The key is in a home of its own that nobody else can read, only while one chain of commits is being signed. That costs
/// an import (about 0.1 s) for each push. In return no secret lies on the disk while a process waits for events, and nothing
/// has to be removed at its end, which may be a signal. Only a process that is killed while it signs leaves the home behind.
struct GnuPG: CommitSigner {
    static let missing =
        "the signing key is OpenPGP's, which needs gpg, and gpg is not installed: install it, or use an SSH key"

    private static let passphrase = " (the key has a passphrase, and nobody is there to type it: use one without)"

    private let home: String
    private let searchPath: String
    private let limit: Duration

    /// Imports a key and lends what signs with it.
    ///
    /// - Parameters:
    ///   - searchPath: the directories with programs, `gpg` among them, separated by colons.
    ///   - limit: how long one run of `gpg` may take.
    /// - Throws: ``RemoteGitError`` of class `local`, with gpg's own words, or what `body` throws.
    static func lend<Value>(
        _ key: [UInt8],
        searchPath: String,
        limit: Duration = .seconds(60),
        _ body: (any CommitSigner) async throws(RemoteGitError) -> Value
    ) async throws(RemoteGitError) -> Value {
        let home = try PrivateDirectory(for: "gpg")
        // With the home goes the agent that gpg has started: it watches its socket and ends.
        defer { home.remove() }
        let gpg = GnuPG(home: home.path, searchPath: searchPath, limit: limit)
        _ = try await gpg.run(["--import"], input: key)
        return try await body(gpg)
    }

    func sign(_ commit: [UInt8]) async throws(RemoteGitError) -> String {
        // There is one key in this home, so there is no need to name it.
        let armour = try await run(["--detach-sign", "--armor"], input: commit)
        return String(decoding: armour.last == UInt8(ascii: "\n") ? armour.dropLast() : armour[...], as: UTF8.self)
    }

    private func run(_ command: [String], input: [UInt8]) async throws(RemoteGitError) -> [UInt8] {
        // Nobody is there to be asked for a passphrase.
        let options = ["--homedir", home, "--batch", "--no-tty", "--quiet", "--pinentry-mode", "error"]
        let answer: (isGood: Bool, output: [UInt8], words: String)?
        do {
            answer = try await launch(options + command, input: input)
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw RemoteGitError(.local, Self.missing)
        } catch {
            throw RemoteGitError(.local, "gpg cannot be run: \(error)")
        }
        guard let answer else { throw RemoteGitError(.local, "gpg did not sign the commit within \(limit)") }
        guard answer.isGood, command.contains("--import") || !answer.output.isEmpty else {
            // That there is no program to ask for a passphrase is how gpg says that it needs one.
            let words = ServerWords.clean(answer.words) + (answer.words.contains("No pinentry") ? Self.passphrase : "")
            throw RemoteGitError(.local, "the commit cannot be signed: \(words)")
        }
        return answer.output
    }

    /// - Returns: `nil` if it took too long; then it was killed.
    private func launch(
        _ arguments: [String],
        input: [UInt8]
    ) async throws -> (isGood: Bool, output: [UInt8], words: String)? {
        try await withThrowingTaskGroup { [searchPath, limit] group in
            group.addTask { () -> (isGood: Bool, output: [UInt8], words: String)? in
                let result = try await Subprocess.run(
                    .name("gpg"), arguments: Arguments(arguments),
                    environment: ChildEnvironment.updating(["LC_ALL": "C", "PATH": searchPath]),
                    input: .inputWriter, output: .bytes(limit: 65536), error: .string(limit: 65536)
                ) { execution in
                    // One that ends before it has read all says why, and not that it could not be written to.
                    _ = try? await execution.standardInputWriter.write(input)
                    try? await execution.standardInputWriter.finish()
                }
                return (result.terminationStatus.isSuccess, result.standardOutput, result.standardError)
            }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }
}
