/// The bytes of a file, asked about lines.
struct SourceText {
    let bytes: [UInt8]

    /// The line break, or the end of the file, at or after an offset.
    func lineEnd(from offset: Int) -> Int {
        bytes[min(offset, bytes.count)...].firstIndex { $0.isYAMLBreak } ?? bytes.count
    }

    /// The first byte of the line that an offset is in.
    func lineStart(of offset: Int) -> Int {
        let start = bytes[..<min(offset, bytes.count)].lastIndex { $0.isYAMLBreak }.map { $0 + 1 } ?? 0
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        return start == 0 && bytes.starts(with: byteOrderMark) ? min(offset, byteOrderMark.count) : start
    }

    /// The first byte of the line after the one that an offset is in; `nil` if that is the last.
    func nextLine(after offset: Int) -> Int? {
        let end = lineEnd(from: offset)
        guard end < bytes.count else { return nil }
        let isPair = bytes[end] == UInt8(ascii: "\r") && end + 1 < bytes.count && bytes[end + 1] == UInt8(ascii: "\n")
        return end + (isPair ? 2 : 1)
    }

    /// The first byte of a line, counted from 1; `nil` if there are not so many.
    func lineStart(ofLine line: Int) -> Int? {
        var start: Int? = 0
        for _ in 1..<max(1, line) { start = start.flatMap(nextLine(after:)) }
        return start
    }

    /// The line and column of an offset that comes after a known one.
    func position(of offset: Int, from known: YAMLPosition) -> YAMLPosition {
        var line = known.line
        var start = known.offset
        while let next = nextLine(after: start), next <= offset {
            line += 1
            start = next
        }
        return YAMLPosition(offset: offset, line: line, column: indentation(of: offset) + 1)
    }

    /// The number of characters before an offset in its line.
    func indentation(of offset: Int) -> Int {
        bytes[lineStart(of: offset)..<min(offset, bytes.count)].count { $0 & 0xC0 != 0x80 }
    }

    /// The line break that ends the line at `end`; at the end of the file, that of the line before.
    func lineBreak(at end: Int) -> String {
        var offset = end
        if offset >= bytes.count {
            guard let last = bytes.lastIndex(where: \.isYAMLBreak) else { return "\n" }
            let isSecondOfTwo = bytes[last] == UInt8(ascii: "\n") && last > 0 && bytes[last - 1] == UInt8(ascii: "\r")
            offset = isSecondOfTwo ? last - 1 : last
        }
        guard bytes[offset] == UInt8(ascii: "\r") else { return "\n" }
        return offset + 1 < bytes.count && bytes[offset + 1] == UInt8(ascii: "\n") ? "\r\n" : "\r"
    }

    /// Where a node's text ends, without the empty lines that belong to a block scalar.
    func contentEnd(of node: YAMLNode) -> Int {
        var end = min(node.range.upperBound, bytes.count)
        while end > node.range.lowerBound && bytes[end - 1].isYAMLSpace { end -= 1 }
        return end
    }

    /// Whether nothing but white space is between an offset and the begin of its line.
    func beginsLine(_ offset: Int) -> Bool {
        bytes[lineStart(of: offset)..<min(offset, bytes.count)].allSatisfy(\.isYAMLSpace)
    }
}
