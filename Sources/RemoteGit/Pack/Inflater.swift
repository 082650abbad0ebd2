import CZlib

/// Decompresses streams that follow one another (RFC 1950).
struct Inflater: ~Copyable {
    // The library keeps the address of its stream.
    private let stream: UnsafeMutablePointer<z_stream>

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

    /// The most bytes that one compressed byte can stand for (zlib's technical details, "Maximum Compression Factor").
    private static let largestFactor = 1032

    /// Decompresses one stream.
    ///
    /// - Parameters:
    ///   - input: bytes that begin with the stream.
    ///   - size: how many bytes have to come out. Room is made for them.
    /// - Returns: what came out, and the length of the stream.
    /// - Throws: ``RemoteGitError`` of class `brokenAnswer` if it is damaged, or holds more or less.
    mutating func read(
        _ input: ArraySlice<UInt8>,
        size: Int
    ) throws(RemoteGitError) -> (content: [UInt8], length: Int) {
        let stream = stream
        var isWhole = false
        var content: [UInt8] = []
        if size / Self.largestFactor <= input.count {
            content = input.withUnsafeBufferPointer { input in
                inflateReset(stream)
                stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.pointee.avail_in = uInt(clamping: input.count)
                // With room for one more byte, a stream that holds more shows.
                return [UInt8](unsafeUninitializedCapacity: size + 1) { output, count in
                    let room = uInt(clamping: size + 1)
                    stream.pointee.next_out = output.baseAddress
                    stream.pointee.avail_out = room
                    isWhole = inflate(stream, Z_FINISH) == Z_STREAM_END
                    count = Int(room - stream.pointee.avail_out)
                }
            }
        }
        guard isWhole, content.count == size else {
            throw RemoteGitError(.brokenAnswer, "an object of the server's pack is not as long as it says, or damaged")
        }
        return (content, input.count - Int(stream.pointee.avail_in))
    }
}
