import FoundationEssentials
import Glibc
import TestSupport

/// A program that runs.
struct ChildProcess {
    let id: pid_t
    private let start: ContinuousClock.Instant

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - input: a file for its standard input.
    ///   - output: a file for its standard output; its standard error is thrown away.
    init(
        _ program: String,
        _ arguments: [String],
        environment: [String: String],
        input: String = "/dev/null",
        output: String = "/dev/null"
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        let words = ([program] + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (words + variables).forEach { free($0) } }
        var id: pid_t = 0
        start = .now
        guard posix_spawn(&id, program, &actions, nil, words, variables) == 0 else {
            throw TestSupportError("\(program) cannot be started")
        }
        self.id = id
    }

    /// Waits for its end.
    ///
    /// - Returns: the seconds from start to exit.
    @discardableResult
    func wait() throws -> Double {
        var status: CInt = 0
        guard waitpid(id, &status, 0) == id, status == 0 else {
            throw TestSupportError("a measured program ended with status \(status)")
        }
        return (.now - start) / .seconds(1)
    }

    /// Asks it to end, and waits for that.
    func stop() throws {
        kill(id, SIGTERM)
        try wait()
    }

    /// The largest resident set of a running program so far, in bytes (proc_pid_status, "VmHWM").
    static func peakMemory(of process: pid_t) throws -> Int { try memory("VmHWM", of: process) }

    /// What a running program holds in memory that is in no file, in bytes (proc_pid_status, "RssAnon").
    static func memory(of process: pid_t) throws -> Int { try memory("RssAnon", of: process) }

    private static func memory(_ key: String, of process: pid_t) throws -> Int {
        let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("\(key):") } ?? ""
        return (line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
    }
}

extension Bench {
    /// Runs a program to its end.
    ///
    /// The largest resident set of a program begins with that of the program that starts it (execve keeps it), so that a
    /// small one does: GNU time.
    ///
    /// - Returns: the seconds from start to exit, and the largest resident set of it or of a child of its, in bytes.
    func run(
        _ program: String,
        _ arguments: [String],
        environment: [String: String],
        input: String = "/dev/null",
        output: String = "/dev/null"
    ) throws -> (seconds: Double, peakMemory: Int) {
        let report = directory.path("peak-memory")
        let options = ["--quiet", "--format", "%M", "--output", report, program]
        let seconds = try ChildProcess(
            try Tool.path("time"), options + arguments, environment: environment, input: input, output: output
        ).wait()
        let kilobytes = try String(contentsOfFile: report, encoding: .utf8).split(whereSeparator: \.isWhitespace).last
        guard let kilobytes, let count = Int(kilobytes) else { throw TestSupportError("time reports no memory") }
        return (seconds, count * 1024)
    }
}
