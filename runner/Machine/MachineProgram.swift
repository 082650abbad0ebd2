import FoundationEssentials
import GitOps
import Subprocess
import SystemPackage

/// A program of this machine, as `buildah`, with this process's environment.
struct MachineProgram: Sendable {
    /// More than any of them says.
    private static let outputLimit = 1 << 22

    /// The name that it is called by.
    let name: String
    private let file: FilePath

    /// Looks for a program on the `PATH`; `nil` if it is not there.
    init?(_ name: String) async {
        guard let file = try? await Executable.name(name).resolveExecutablePath(in: .inherit) else { return nil }
        self.name = name
        self.file = file
    }

    /// The first of these programs that is there.
    static func first(of names: String...) async -> MachineProgram? {
        for name in names {
            if let program = await MachineProgram(name) { return program }
        }
        return nil
    }

    /// Runs it to its end, with nothing to read.
    ///
    /// - Parameter variables: what it finds in its environment besides.
    /// - Returns: what it printed on standard output.
    /// - Throws: ``CommandFailure`` with the last line of what it said, if it fails.
    @discardableResult
    func callAsFunction(
        _ arguments: [String], variables: [String: String] = [:]
    ) async throws(CommandFailure) -> String {
        let updates = variables.map { (Environment.Key(stringLiteral: $0), Optional($1)) }
        do {
            let result = try await Subprocess.run(
                .path(file), arguments: Arguments(arguments),
                environment: .inherit.updating(Dictionary(uniqueKeysWithValues: updates)), input: .none,
                output: .string(limit: Self.outputLimit), error: .string(limit: Self.outputLimit))
            guard result.terminationStatus.isSuccess else {
                let words = (result.standardError + result.standardOutput).split(whereSeparator: \.isNewline)
                throw CommandFailure(
                    .failed, "\(name) \(arguments.first ?? "") failed: \(words.last ?? "\(result.terminationStatus)")")
            }
            return result.standardOutput
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw CommandFailure(.failed, "\(name) cannot be run: \(error)")
        }
    }
}
