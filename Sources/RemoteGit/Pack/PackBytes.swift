/// Takes what a pack or a difference is made of off the front of its bytes.
struct PackBytes {
    /// What was not read yet. Its indices are the places in the whole.
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    /// - Throws: ``RemoteGitError`` of class `brokenAnswer` at the end, as the other functions.
    mutating func readByte() throws(RemoteGitError) -> UInt8 {
        guard let byte = rest.popFirst() else { throw .brokenPack }
        return byte
    }

    mutating func read(_ count: Int) throws(RemoteGitError) -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw .brokenPack }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// A number in groups of seven bits, the lowest first.
    ///
    /// - Parameters:
    ///   - low: the bits of it that were read already.
    ///   - count: how many those are.
    mutating func readSize(after low: Int = 0, bits count: Int = 0) throws(RemoteGitError) -> Int {
        var size = low
        var shift = count
        while true {
            let byte = try readByte()
            let group = Int(byte & 0x7F)
            guard shift < Int.bitWidth, group <= Int.max >> shift else { throw .brokenPack }
            size |= group << shift
            if byte & 0x80 == 0 { return size }
            shift += 7
        }
    }
}

extension RemoteGitError {
    /// What a pack holds cannot be read.
    static let brokenPack = RemoteGitError(.brokenAnswer, "the server's pack cannot be read")
}
