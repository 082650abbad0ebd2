import CZlib
import Synchronization

/// Compresses objects as packs hold them (RFC 1950), one after the other with one stream: to make one, a quarter of a
/// megabyte, takes ten times as long as to compress a small object.
final class Deflater: Sendable {
    private let stream: Mutex<Stream>

    /// - Throws: ``RemoteGitError`` of class `local` if the library fails, which it does only without memory.
    init() throws(RemoteGitError) {
        stream = Mutex(try Stream())
    }

    /// The compressed form of `bytes`.
    ///
    /// - Throws: as ``init()``.
    func compress(_ bytes: [UInt8]) throws(RemoteGitError) -> [UInt8] {
        try stream.withLock { stream throws(RemoteGitError) in try stream.compress(bytes) }
    }
}

extension Deflater {
    /// The library's stream, which is used from one place at a time.
    private struct Stream: ~Copyable {
        // The library keeps its address.
        private let stream: UnsafeMutablePointer<z_stream>

        init() throws(RemoteGitError) {
            stream = .allocate(capacity: 1)
            stream.initialize(to: z_stream())
            let size = Int32(MemoryLayout<z_stream>.size)
            guard deflateInit_(stream, Z_BEST_COMPRESSION, ZLIB_VERSION, size) == Z_OK else {
                stream.deallocate()
                throw Self.failure
            }
        }

        deinit {
            deflateEnd(stream)
            stream.deallocate()
        }

        private static var failure: RemoteGitError { RemoteGitError(.local, "compressing an object failed") }

        mutating func compress(_ bytes: [UInt8]) throws(RemoteGitError) -> [UInt8] {
            let stream = stream
            var isWhole = false
            let output = bytes.withUnsafeBufferPointer { input in
                deflateReset(stream)
                stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.pointee.avail_in = uInt(clamping: input.count)
                let room = Int(deflateBound(stream, uLong(input.count)))
                return [UInt8](unsafeUninitializedCapacity: room) { output, count in
                    stream.pointee.next_out = output.baseAddress
                    stream.pointee.avail_out = uInt(clamping: room)
                    isWhole = deflate(stream, Z_FINISH) == Z_STREAM_END
                    count = Int(stream.pointee.total_out)
                }
            }
            guard isWhole else { throw Self.failure }
            return output
        }
    }
}
