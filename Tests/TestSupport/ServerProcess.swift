import FoundationEssentials
import Glibc
import Subprocess
import Synchronization
import SystemPackage

/// A server program that lives no longer than this object, nor than this process, however either ends.
///
/// A shell stands between. One end of a socket pair is its standard input, the other is here. When that closes, because
/// of ``stop()``, because the object went or because the kernel cleaned up after a killed test run, the shell ends the
/// server and everything it started. (The parent-death signal of Linux would not do: it is sent when the
/// *thread* that made the child ends, and threads of a pool come and go.)
final class ServerProcess: Sendable {
    private let leash: Mutex<CInt?>
    private let run: Task<Void, any Error>
    private let ended: Ended
    private let program: String
    /// What the server prints.
    let logFile: String

    private static let script = """
        exec 3<&0 </dev/null
        "$@" 3<&- &
        server=$!
        { read -r signal <&3; kill "-${signal:-TERM}" "$server"; sleep 30; kill -KILL 0; } 2>/dev/null &
        wait "$server"
        kill -KILL 0
        """

    /// Starts a program. It is not ready yet: see ``waitUntilReady(_:)``.
    init(_ program: String, _ arguments: [String], environment: [String: String] = [:], logFile: String) throws {
        self.program = program
        self.logFile = logFile
        var ends: [CInt] = [-1, -1]
        // Not a pipe: only sockets can be made so that no child started at this very moment inherits them.
        guard socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw Errno(rawValue: errno)
        }
        leash = Mutex(ends[1])
        let standardInput = FileDescriptor(rawValue: ends[0])
        let log = try FileDescriptor.open(
            FilePath(logFile), .writeOnly, options: [.create, .append], permissions: .ownerReadWrite)

        var options = PlatformOptions()
        options.createSession = true  // so that `kill 0` in the script reaches the server's family and nobody else
        let variables = GitCommand(in: "/", environment: environment).subprocessEnvironment
        let ended = Ended()
        self.ended = ended
        run = Task { [options] in
            defer { ended.flag.store(true, ordering: .releasing) }
            _ = try await Subprocess.run(
                .path("/bin/sh"), arguments: Arguments(["-c", Self.script, "leash", program] + arguments),
                environment: variables, workingDirectory: "/", platformOptions: options,
                input: .fileDescriptor(standardInput, closeAfterSpawningProcess: true),
                output: .fileDescriptor(log, closeAfterSpawningProcess: true), error: .combinedWithOutput)
        }
    }

    deinit {
        letGo()
    }

    /// Waits until `isReady` holds.
    ///
    /// - Throws: ``TestSupportError`` with what the server printed, if it ended or is not ready within a minute.
    func waitUntilReady(_ isReady: () throws -> Bool) async throws {
        do {
            try await waitUntil("\(program) is ready") {
                if ended.flag.load(ordering: .acquiring) { throw TestSupportError("\(program) ended") }
                return try isReady()
            }
        } catch {
            await stop()
            throw TestSupportError("\(error)\n\((try? String(contentsOfFile: logFile, encoding: .utf8)) ?? "")")
        }
    }

    /// Ends the server and everything it started, and waits for that. May be called again.
    func stop(_ manner: StopManner = .asked) async {
        letGo(manner)
        _ = await run.result
    }

    private func letGo(_ manner: StopManner = .asked) {
        leash.withLock { end in
            guard let open = end else { return }
            if manner == .killed { _ = write(open, "KILL\n", 5) }
            close(open)
            end = nil
        }
    }

    private final class Ended: Sendable {
        let flag = Atomic(false)
    }
}

/// How a server is ended.
public enum StopManner: Sendable {
    /// By SIGTERM, so that it can finish what it does.
    case asked
    /// By SIGKILL, as a crash does it.
    case killed
}
