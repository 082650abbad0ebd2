import CZlib

/// Compression as packs hold it (RFC 1950).
enum Deflate {
    /// The compressed form of `bytes`.
    ///
    /// - Throws: ``RemoteGitError`` of class `local` if the library fails, which it does only without memory.
    static func compress(_ bytes: [UInt8]) throws(RemoteGitError) -> [UInt8] {
        var length = compressBound(uLong(bytes.count))
        var output = [UInt8](repeating: 0, count: Int(length))
        guard compress2(&output, &length, bytes, uLong(bytes.count), Z_BEST_COMPRESSION) == Z_OK else {
            throw RemoteGitError(.local, "compressing an object failed")
        }
        return Array(output.prefix(Int(length)))
    }
}
