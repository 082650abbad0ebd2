/// The framing of Git's protocol: four hexadecimal digits of length, themselves counted, then the data; 0 to 2 are
/// marks without data (gitprotocol-common, "pkt-line Format"; gitprotocol-v2, "Packet-Line Framing").
enum PktLine: Equatable {
    case flush
    case delimiter
    case responseEnd
    case data(ArraySlice<UInt8>)

    /// A flush as it is sent.
    static let flushBytes = Array("0000".utf8)

    /// The longest line, length included.
    static let maximumLength = 65520

    /// The line's text without the line break that senders may add.
    var text: String? {
        guard case .data(let bytes) = self else { return nil }
        let trimmed = bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes
        return String(decoding: trimmed, as: UTF8.self)
    }

    /// Looks for the line by which a server ends any conversation (gitprotocol-pack, "error-line").
    ///
    /// - Throws: ``RemoteGitError`` of class `declined` with the server's words.
    func throwIfError() throws(RemoteGitError) {
        guard let text, text.hasPrefix("ERR ") else { return }
        throw RemoteGitError(.declined, "the server declined: \(ServerWords.clean(String(text.dropFirst(4))))")
    }
}

/// Reads one line after the other from a body.
struct PktLineReader {
    private var rest: ArraySlice<UInt8>

    init(_ body: ArraySlice<UInt8>) {
        rest = body
    }

    /// The next line; `nil` at the end of the body.
    ///
    /// - Throws: ``RemoteGitError`` of class `brokenAnswer` for a length that is none or that the body does not hold.
    mutating func next() throws(RemoteGitError) -> PktLine? {
        guard !rest.isEmpty else { return nil }
        guard rest.count >= 4, let length = Self.length(rest.prefix(4)) else {
            throw RemoteGitError(.brokenAnswer, "the server's answer is not in Git's protocol")
        }
        switch length {
        case 0...2:
            rest = rest.dropFirst(4)
            return length == 0 ? .flush : length == 1 ? .delimiter : .responseEnd
        case 4...PktLine.maximumLength where rest.count >= length:
            defer { rest = rest.dropFirst(length) }
            return .data(rest.prefix(length).dropFirst(4))
        default:
            throw RemoteGitError(.brokenAnswer, "the server's answer ends before it is complete")
        }
    }

    /// The length of the line at a position, itself counted; `nil` if not even that is there yet.
    ///
    /// - Throws: ``RemoteGitError`` of class `brokenAnswer` if it is no length.
    static func length(at position: Int, in bytes: [UInt8]) throws(RemoteGitError) -> Int? {
        guard position + 4 <= bytes.count else { return nil }
        guard let length = length(bytes[position..<position + 4]), length < 3 || length >= 4 else {
            throw RemoteGitError(.brokenAnswer, "the server's answer is not in Git's protocol")
        }
        return length
    }

    private static func length(_ digits: ArraySlice<UInt8>) -> Int? {
        var length = 0
        for digit in digits {
            guard let value = Character(UnicodeScalar(digit)).hexDigitValue else { return nil }
            length = length << 4 | value
        }
        return length
    }
}

/// Puts lines together to a body.
struct PktLineWriter {
    private(set) var bytes: [UInt8] = []

    /// Adds a line of text. What callers write is short: commands, ids and refs.
    mutating func line(_ text: String) {
        let digits = String(text.utf8.count + 4, radix: 16)
        bytes += Array((String(repeating: "0", count: 4 - digits.count) + digits + text).utf8)
    }

    mutating func delimiter() { bytes += Array("0001".utf8) }

    mutating func flush() { bytes += Array("0000".utf8) }
}
