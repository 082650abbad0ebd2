import Subprocess
import SystemPackage

extension Tool {
    /// Whether a program is here, for tests that cannot do without.
    public static func isHere(_ name: String) -> Bool { (try? path(name)) != nil }

    /// Runs a program to its end, with the clean environment that `git` gets in tests.
    ///
    /// - Returns: What it printed on standard output.
    /// - Throws: ``TestSupportError`` with what it said, if it is missing, fails or takes longer than a minute.
    @discardableResult
    public static func run(
        _ name: String, _ arguments: [String], environment: [String: String] = [:]
    ) async throws
        -> String
    {
        let program = try path(name)
        let variables = GitCommand(in: "/", environment: environment).subprocessEnvironment
        let result = try await withTimeout(.seconds(300), for: name) {
            try await Subprocess.run(
                .path(FilePath(program)), arguments: Arguments(arguments), environment: variables, input: .none,
                output: .string(limit: 1 << 20), error: .string(limit: 1 << 16))
        }
        guard result.terminationStatus.isSuccess else {
            throw TestSupportError("\(name): \(result.terminationStatus)\n\(result.standardError)")
        }
        return result.standardOutput
    }
}
