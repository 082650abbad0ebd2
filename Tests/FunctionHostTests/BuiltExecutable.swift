import FoundationEssentials
import Subprocess
import SystemPackage
import TestSupport

/// An executable of this package, run as a child process.
struct BuiltExecutable {
    let name: String
    /// All of its environment.
    var environment: [String: String] = [:]

    /// What a run came to.
    struct Ending {
        let status: TerminationStatus
        let output: String
        let errors: String
        let duration: Duration

        /// All that it printed.
        var words: String { output + errors }
    }

    /// Its file: the directory of products holds the bundle of tests, which is this process, as well.
    var path: FilePath {
        get throws {
            guard let tests = CommandLine.arguments.first else { throw TestSupportError("this process has no name") }
            let file = FilePath(tests).removingLastComponent().appending(name)
            guard FileManager.default.isExecutableFile(atPath: file.string) else {
                throw TestSupportError("\(file) is not there")
            }
            return file
        }
    }

    /// Runs it with an event on standard input, from a file: it need not read it to its end.
    func callAsFunction(_ arguments: String..., input: String = "") async throws -> Ending {
        try await withTemporaryDirectory { directory in
            let event = FilePath(try directory.write(input, to: "event"))
            let start = ContinuousClock.now
            let result = try await Subprocess.run(
                .path(path), arguments: Arguments(arguments), environment: variables,
                input: .fileDescriptor(try .open(event, .readOnly), closeAfterSpawningProcess: true),
                output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
            return Ending(
                status: result.terminationStatus, output: result.standardOutput, errors: result.standardError,
                duration: .now - start)
        }
    }

    /// What the child gets: the variables of the test, and `PATH` to find `git`.
    var variables: Environment {
        var variables = environment
        variables["PATH"] = ProcessInfo.processInfo.environment["PATH"]
        return .custom(Dictionary(uniqueKeysWithValues: variables.map { (Environment.Key(stringLiteral: $0), $1) }))
    }
}
