import FoundationEssentials
import Subprocess
import SystemPackage

/// The real `git`, run in one directory with nobody's configuration but the repository's.
///
///     let git = GitCommand(in: clone)
///     try await git("commit", "-q", "-a", "-m", "Change the tag")
///     let tip = try await git("rev-parse", "HEAD").text
public struct GitCommand: Sendable {
    /// Where it runs.
    public var directory: String
    /// Variables on top of the clean environment, such as `GIT_TRACE_PACKET`.
    public var environment: [String: String]
    /// How long one command may take before it is killed.
    public var timeout: Duration

    /// A command that runs in `directory`.
    public init(in directory: String, environment: [String: String] = [:], timeout: Duration = .seconds(300)) {
        self.directory = directory
        self.environment = environment
        self.timeout = timeout
    }

    /// Runs `git` with these arguments.
    ///
    /// - Throws: ``Failure`` if it exits with another status than 0, ``TestSupportError`` if it takes too long.
    @discardableResult
    public func callAsFunction(_ arguments: String..., input: [UInt8] = []) async throws -> Output {
        try await run(arguments, input: input)
    }

    /// Runs `git` with a list of arguments that was put together elsewhere.
    ///
    /// - Throws: As ``callAsFunction(_:input:)``.
    @discardableResult
    public func run(_ arguments: [String], input: [UInt8] = []) async throws -> Output {
        let result = try await withTimeout(timeout, for: "git \(arguments.joined(separator: " "))") {
            try await Subprocess.run(
                .name("git"), arguments: Arguments(arguments), environment: subprocessEnvironment,
                workingDirectory: FilePath(directory), input: .inputWriter,
                output: .bytes(limit: 1 << 28), error: .bytes(limit: 1 << 24)
            ) { execution in
                // That it has ended before it has read all shows in its status.
                _ = try? await execution.standardInputWriter.write(input)
                try? await execution.standardInputWriter.finish()
            }
        }
        let output = Output(
            bytes: result.standardOutput, errorText: String(decoding: result.standardError, as: UTF8.self))
        guard result.terminationStatus.isSuccess else {
            throw Failure(arguments: arguments, status: result.terminationStatus, errorText: output.errorText)
        }
        return output
    }

    /// What a successful command printed.
    public struct Output: Sendable {
        /// Standard output, byte by byte.
        public let bytes: [UInt8]
        /// Standard error.
        public let errorText: String
        /// Standard output as text, without its last line's end.
        public var text: String {
            let lines = String(decoding: bytes, as: UTF8.self)
            return lines.last == "\n" ? String(lines.dropLast()) : lines
        }
    }

    /// A command that ended with another status than 0.
    public struct Failure: Error, CustomStringConvertible {
        /// What was asked of `git`.
        public let arguments: [String]
        /// How it ended.
        let status: TerminationStatus
        /// What it said on standard error.
        public let errorText: String

        /// The command, its end and its words.
        public var description: String { "git \(arguments.joined(separator: " ")): \(status)\n\(errorText)" }
    }
}

extension GitCommand {
    /// What makes a run the same on every machine: no configuration of the user or the system (proxies and URL
    /// rewriting included), no question at a terminal, a fixed author.
    static let cleanEnvironment = [
        "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_TERMINAL_PROMPT": "0", "GIT_PAGER": "cat",
        "GIT_AUTHOR_NAME": "Test Author", "GIT_AUTHOR_EMAIL": "author@example.com",
        "GIT_COMMITTER_NAME": "Test Committer", "GIT_COMMITTER_EMAIL": "committer@example.com",
        "HOME": "/nonexistent", "LC_ALL": "C", "TZ": "UTC",
    ]

    var subprocessEnvironment: Environment {
        var variables = Self.cleanEnvironment
        for name in ["PATH", "TMPDIR"] {
            variables[name] = ProcessInfo.processInfo.environment[name]
        }
        variables.merge(environment) { _, own in own }
        return Environment(variables)
    }
}

extension Environment {
    /// Exactly these variables.
    init(_ variables: [String: String]) {
        self = .custom(Dictionary(uniqueKeysWithValues: variables.map { (Key(stringLiteral: $0.key), $0.value) }))
    }
}
