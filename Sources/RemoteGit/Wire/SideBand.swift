/// A stream multiplexed into lines, whose first byte names the band: 1 data, 2 words for people, 3 a fatal error
/// (gitprotocol-pack, "Packfile Data").
struct SideBand {
    private(set) var data: [UInt8] = []
    private var spoken: [UInt8] = []

    /// What was said for people. The pieces that it comes in may end inside a character.
    var words: String { String(decoding: spoken, as: UTF8.self) }

    /// Takes a line.
    ///
    /// - Throws: ``RemoteGitError`` of class `declined` with the server's words for band 3, `brokenAnswer` for another.
    mutating func receive(_ line: ArraySlice<UInt8>) throws(RemoteGitError) {
        let payload = line.dropFirst()
        switch line.first {
        case 1: data += payload
        case 2: spoken += payload
        case 3:
            spoken += payload
            throw RemoteGitError(.declined, "the server stopped: \(ServerWords.clean(words))")
        default: throw RemoteGitError(.brokenAnswer, "the server's answer has an unknown side band")
        }
    }
}

/// Text from a server, made fit to be shown.
enum ServerWords {
    /// One line of at most 500 characters without control characters.
    static func clean(_ text: String) -> String {
        let lines = text.split { $0.isNewline }.map { line in
            String(String.UnicodeScalarView(line.unicodeScalars.filter { $0.properties.generalCategory != .control }))
        }
        let joined = lines.filter { !$0.allSatisfy(\.isWhitespace) }.joined(separator: " / ")
        return joined.count > 500 ? joined.prefix(500) + "…" : joined
    }
}
