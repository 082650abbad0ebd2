/// What `git diff` prints, short enough for a message.
struct ShortenedDiff {
    /// The most lines that are shown; Git has all of them.
    private static let mostLines = 40
    /// The longest line, in characters, that is shown in full.
    private static let longestLine = 120
    /// What lines begin with that tell nothing that the others do not. Those of files have a mark before them.
    private static let leftOut = ["diff --git ", "index ", "new file mode ", "deleted file mode "]

    /// The lines.
    let lines: [String]

    init(_ text: String) {
        let all = text.utf8.split(separator: UInt8(ascii: "\n")).map { Substring($0) }.filter { line in
            !Self.leftOut.contains { line.hasPrefix($0) }
        }
        var lines = all.prefix(Self.mostLines).map(Self.shortened)
        let rest = all.count - lines.count
        if rest > 0 { lines.append("… and \(rest) more \(rest == 1 ? "line" : "lines")") }
        self.lines = lines
    }

    /// A line that is one for every reader.
    private static func shortened(_ line: Substring) -> String {
        let shown = String(line.prefix(longestLine).map { $0.isNewline ? " " : $0 })
        return line.count > longestLine ? shown + "…" : shown
    }
}
