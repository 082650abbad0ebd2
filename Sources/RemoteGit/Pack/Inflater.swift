import CZlib

/// Decompresses streams that follow one another (RFC 1950) to learn where each ends. What comes out is not kept.
struct Inflater: ~Copyable {
    // The library keeps the address of its stream.
    private let stream: UnsafeMutablePointer<z_stream>
    private var output = [UInt8](repeating: 0, count: 32768)

    /// - Throws: ``RemoteGitError`` of class `local` if the library fails, which it does only without memory.
    init() throws(RemoteGitError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard inflateInit_(stream, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            stream.deallocate()
            throw RemoteGitError(.local, "decompressing an object failed")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Decompresses one stream.
    ///
    /// - Parameters:
    ///   - input: bytes that begin with the stream.
    ///   - size: how many bytes have to come out.
    /// - Returns: the length of the stream, and the first bytes of what it holds, 32 at the most.
    /// - Throws: ``RemoteGitError`` of class `brokenAnswer` if it is damaged, or holds more or less.
    mutating func read(
        _ input: UnsafeBufferPointer<UInt8>,
        size: Int
    ) throws(RemoteGitError) -> (length: Int, beginning: [UInt8]) {
        inflateReset(stream)
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.pointee.avail_in = uInt(clamping: input.count)
        var beginning: [UInt8] = []
        var produced = 0
        var status = Z_OK
        while status == Z_OK, produced <= size {
            let count = output.withUnsafeMutableBufferPointer { output in
                stream.pointee.next_out = output.baseAddress
                stream.pointee.avail_out = uInt(output.count)
                status = inflate(stream, Z_NO_FLUSH)
                return output.count - Int(stream.pointee.avail_out)
            }
            beginning += output.prefix(min(count, 32 - beginning.count))
            produced += count
        }
        guard status == Z_STREAM_END, produced == size else {
            throw RemoteGitError(.brokenAnswer, "an object of the server's pack is not as long as it says, or damaged")
        }
        return (input.count - Int(stream.pointee.avail_in), beginning)
    }
}
