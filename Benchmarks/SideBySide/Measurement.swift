import FoundationEssentials
import Glibc
import TestSupport

/// What one run of a way cost.
struct Measurement {
    var seconds = 0.0
    var requests = 0
    /// Bytes from the client, HTTP headers included.
    var bytesSent = 0
    /// Bytes to the client, HTTP headers included.
    var bytesReceived = 0
    /// The largest resident set of the process or one of its children, in bytes; 0 if not measured.
    var peakMemory = 0

    /// The cells of a row behind its name, as ``Report/columns`` has them.
    ///
    /// - Parameter ours: the seconds that it is compared with.
    func cells(ours: Double) -> [String] {
        [
            fixed(seconds, 3), fixed(seconds / ours, 1), "\(requests)", bytes(bytesSent), bytes(bytesReceived),
            peakMemory > 0 ? bytes(peakMemory) : "",
        ]
    }
}

/// The median of each column on its own.
func median(_ measurements: [Measurement]) -> Measurement {
    func middle<Value: Comparable>(_ column: (Measurement) -> Value) -> Value {
        measurements.map(column).sorted()[measurements.count / 2]
    }
    return Measurement(
        seconds: middle(\.seconds), requests: middle(\.requests), bytesSent: middle(\.bytesSent),
        bytesReceived: middle(\.bytesReceived), peakMemory: middle(\.peakMemory))
}

/// The largest resident set of a running program so far, in bytes (proc_pid_status, "VmHWM").
func peakMemory(of process: pid_t) throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
    return (line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
}

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
    /// - Returns: the seconds from start to exit, and the largest resident set of it or of a child of its, in bytes.
    func wait() throws -> (seconds: Double, peakMemory: Int) {
        var usage = rusage()
        var status: CInt = 0
        guard wait4(id, &status, 0, &usage) == id, status == 0 else {
            throw TestSupportError("a measured program ended with status \(status)")
        }
        return ((.now - start) / .seconds(1), usage.ru_maxrss * 1024)
    }

    /// Asks it to end, and waits for that.
    func stop() throws -> (seconds: Double, peakMemory: Int) {
        kill(id, SIGTERM)
        return try wait()
    }
}
