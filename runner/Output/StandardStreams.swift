import Synchronization
import SystemPackage

/// Standard output, without a buffer: each piece of text is written as a whole before the next.
enum StandardOutput {
    private static let turn = Mutex(())

    /// Writes all of it.
    ///
    /// - Throws: `Errno`, `.brokenPipe` if nobody reads there any more.
    static func write(_ bytes: [UInt8]) throws {
        try turn.withLock { _ in _ = try FileDescriptor.standardOutput.writeAll(bytes) }
    }
}

/// Standard error.
enum StandardError {
    /// Writes what can be written: there is nowhere else to say that it failed.
    static func write(_ text: String) {
        _ = try? FileDescriptor.standardError.writeAll(Array(text.utf8))
    }
}
