import FoundationEssentials
import SystemPackage

/// `runner subscribe` in a process of its own, which can be killed and started again.
public actor RunnerServer: TestServer {
    private let runner: BuiltExecutable
    private let arguments: [String]
    private let state: TemporaryDirectory
    private var process: ServerProcess?

    /// A runner that is not started yet.
    ///
    /// - Parameter arguments: more of its command line.
    public init(_ runner: BuiltExecutable, arguments: [String] = []) throws {
        state = try TemporaryDirectory()
        var runner = runner
        // What a killed process leaves behind goes with the rest.
        runner.environment["TMPDIR"] = state.path
        self.runner = runner
        self.arguments = arguments
    }

    /// Starts it, if it does not run. It is not waited for.
    public func start() throws {
        guard process == nil else { return }
        process = try ServerProcess(
            runner.path.string, ["subscribe"] + arguments, environment: runner.environment, logFile: state.path("log"))
    }

    /// Kills it, in whatever it does at this moment.
    public func kill() async {
        await process?.stop(.killed)
        process = nil
    }

    /// Asks it to end and waits for that. May be called again.
    public func stop() async {
        await process?.stop()
        process = nil
    }

    /// What it has printed and logged, over all its lives.
    public var log: String {
        (try? String(contentsOfFile: state.path("log"), encoding: .utf8)) ?? ""
    }
}
