import GitOps

/// Prints what a command was asked for.
enum Print {
    /// Prints a text and the end of its line.
    ///
    /// - Throws: ``CommandFailure`` if standard output cannot be written.
    static func line(_ text: String) throws(CommandFailure) { try bytes(Array(text.utf8) + [UInt8(ascii: "\n")]) }

    /// Prints bytes as they are.
    ///
    /// - Throws: ``CommandFailure`` if standard output cannot be written.
    static func bytes(_ bytes: [UInt8]) throws(CommandFailure) {
        do {
            try StandardOutput.write(bytes)
        } catch {
            throw CommandFailure(.failed, "standard output cannot be written: \(error)")
        }
    }
}
