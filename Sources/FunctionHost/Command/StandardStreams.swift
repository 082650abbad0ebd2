import SystemPackage

/// Standard input and output, without buffers in between.
enum StandardStreams {
    /// Reads standard input to its end, or to one byte more than `limit`, which tells that there is more.
    ///
    /// - Throws: `Errno`.
    static func readInput(limit: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count <= limit {
            let wanted = min(limit + 1 - bytes.count, 1 << 16)
            let part = try [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
                count = try FileDescriptor.standardInput.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
            if part.isEmpty { break }
            bytes += part
        }
        return bytes
    }

    /// Writes all of it to standard output.
    ///
    /// - Throws: `Errno`, `.brokenPipe` if nobody reads there any more.
    static func writeOutput(_ bytes: [UInt8]) throws {
        try FileDescriptor.standardOutput.writeAll(bytes)
    }
}
