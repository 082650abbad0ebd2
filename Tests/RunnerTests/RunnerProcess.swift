import FoundationEssentials
import Glibc
import Subprocess
import SystemPackage
import TestSupport

/// The built executable, run as a user runs it.
struct RunnerProcess: Sendable {
    /// Its environment, on top of very few variables.
    var environment: [String: String] = [:]

    /// What a run printed, and how it ended.
    struct Result: Sendable {
        let code: Int32
        let output: String
        let errors: String

        /// The last line of standard output, as JSON.
        func line<Line: Decodable>(_ type: Line.Type) throws -> Line {
            let line = output.split(separator: "\n").last ?? ""
            return try JSONDecoder().decode(Line.self, from: Data(line.utf8))
        }
    }

    /// Runs it to its end.
    func run(_ arguments: String..., input: [UInt8] = []) async throws -> Result {
        try await run(arguments, input: input)
    }

    /// Runs it to its end, with a list of arguments that was put together elsewhere.
    func run(_ arguments: [String], input: [UInt8] = []) async throws -> Result {
        try await withTimeout(.seconds(300), for: "runner \(arguments.joined(separator: " "))") {
            let result = try await Subprocess.run(
                .path(Self.executable), arguments: Arguments(arguments), environment: variables, input: .array(input),
                output: .string(limit: 1 << 22), error: .string(limit: 1 << 22))
            return Result(
                code: Self.code(result.terminationStatus), output: result.standardOutput, errors: result.standardError)
        }
    }

    /// Runs it to its end with an output that nobody reads any more.
    func runUnread(_ arguments: [String]) async throws -> Result {
        let (reader, output) = try FileDescriptor.pipe()
        try reader.close()
        return try await withTimeout(.seconds(60), for: "runner \(arguments.joined(separator: " "))") {
            let result = try await Subprocess.run(
                .path(Self.executable), arguments: Arguments(arguments), environment: variables, input: .none,
                output: .fileDescriptor(output, closeAfterSpawningProcess: true), error: .string(limit: 1 << 22))
            return Result(code: Self.code(result.terminationStatus), output: "", errors: result.standardError)
        }
    }

    /// Runs it while `body` runs, and then asks it to end by a signal.
    ///
    /// - Parameter body: is given what it has printed so far, as often as it asks.
    func interrupted(
        by signal: Signal, _ arguments: String...,
        after body:
            @escaping @Sendable (_ printed: @Sendable () throws -> (output: String, errors: String)) async throws
            -> Void
    ) async throws -> Result {
        try await withTemporaryDirectory { directory in
            let paths = [directory.path("output"), directory.path("errors")]
            let files = try paths.map {
                try FileDescriptor.open(FilePath($0), .writeOnly, options: .create, permissions: .ownerReadWrite)
            }
            let printed: @Sendable () throws -> (output: String, errors: String) = {
                let texts = try paths.map { try String(contentsOfFile: $0, encoding: .utf8) }
                return (texts[0], texts[1])
            }
            let status = try await withTimeout(.seconds(300), for: "runner \(arguments.joined(separator: " "))") {
                try await Subprocess.run(
                    .path(Self.executable), arguments: Arguments(arguments), environment: variables, input: .none,
                    output: .fileDescriptor(files[0], closeAfterSpawningProcess: true),
                    error: .fileDescriptor(files[1], closeAfterSpawningProcess: true)
                ) { execution in
                    try await body(printed)
                    try execution.send(signal: signal)
                }.terminationStatus
            }
            return Result(code: Self.code(status), output: try printed().output, errors: try printed().errors)
        }
    }

    private var variables: Environment {
        var all = environment
        for name in ["PATH", "GITOPS_TOOLS", "TMPDIR"] where all[name] == nil {
            all[name] = ProcessInfo.processInfo.environment[name]
        }
        return .custom(Dictionary(uniqueKeysWithValues: all.map { (Environment.Key(stringLiteral: $0.key), $0.value) }))
    }

    private static func code(_ status: TerminationStatus) -> Int32 {
        switch status {
        case .exited(let code): Int32(code)
        case .signaled(let signal): -Int32(signal)
        }
    }

    /// It is built into the directory that this test is in.
    private static var executable: FilePath {
        guard let path = realpath("/proc/self/exe", nil) else { return "runner" }
        defer { free(path) }
        return FilePath(String(cString: path)).removingLastComponent().appending("runner")
    }
}
