import FoundationEssentials
public import Subprocess
public import SystemPackage

/// An executable of this package, run as a child process.
public struct BuiltExecutable: Sendable {
    /// The name of its product.
    public let name: String
    /// All of its environment.
    public var environment: [String: String]

    /// An executable; the targets of tests that run it depend on it, so that it is built.
    public init(name: String, environment: [String: String] = [:]) {
        self.name = name
        self.environment = environment
    }

    /// What a run came to.
    public struct Ending: Sendable {
        /// How it ended.
        public let status: TerminationStatus
        /// What it printed on standard output.
        public let output: String
        /// What it printed on standard error.
        public let errors: String
        /// From its start to its end.
        public let duration: Duration

        /// All that it printed.
        public var words: String { output + errors }
    }

    /// Its file: the directory of products holds the bundle of tests, which is this process, as well.
    public var path: FilePath {
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
    public func callAsFunction(_ arguments: String..., input: String = "") async throws -> Ending {
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
    public var variables: Environment {
        var variables = environment
        variables["PATH"] = ProcessInfo.processInfo.environment["PATH"]
        return Environment(variables)
    }
}
