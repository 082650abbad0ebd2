import ArgumentParser
import GitOps
import Glibc
import SystemPackage

/// Prints what a command was asked for.
enum Print {
    /// How a process ends whose output nobody reads any more, as in `runner tail | head`: as by the signal for that, and
    /// without a word.
    private static let unread = ExitCode(128 + SIGPIPE)

    /// Prints a text and the end of its line.
    ///
    /// - Throws: ``CommandFailure`` if standard output cannot be written; an exit code if nobody reads it any more.
    static func line(_ text: String) throws { try bytes(Array(text.utf8) + [UInt8(ascii: "\n")]) }

    /// Prints bytes as they are.
    ///
    /// - Throws: as ``line(_:)``.
    static func bytes(_ bytes: [UInt8]) throws {
        do {
            try StandardOutput.write(bytes)
        } catch Errno.brokenPipe {
            throw unread
        } catch {
            throw CommandFailure(.failed, "standard output cannot be written: \(error)")
        }
    }
}
