/// Finds the bytes of the file that a part of a scalar's text comes from, so that a text in a manifest, such as Argo
/// CD's `helm.values`, can be edited inside.
struct ScalarSource {
    /// A line of the text without its break, and where it is in the file.
    private struct Line {
        let start: Int
        let count: Int
        let place: Int
    }

    private enum Layout {
        /// Each line of a block scalar begins behind the same indentation.
        case lines([Line], indentation: String, lineBreak: String)
        /// In quotes, on one line: for each byte of the text, and for the end, the place in the file.
        case quoted([Int], YAMLScalar.Style)
    }

    private let source: SourceText
    private let node: YAMLNode
    private let layout: Layout

    /// `nil` if the text is not in the file as it reads: in a folded block of several lines, or in quotes over several.
    init?(_ node: YAMLNode, in source: SourceText) {
        guard case .scalar(let scalar) = node.kind else { return nil }
        let layout: Layout? =
            switch scalar.style {
            case .literal, .folded: Self.lines(of: scalar, node.valueRange, source)
            case .singleQuoted: Self.singleQuoted(scalar, node.valueRange, source)
            case .doubleQuoted: Self.doubleQuoted(scalar, node.valueRange, source)
            case .plain: nil
            }
        guard let layout else { return nil }
        self.source = source
        self.node = node
        self.layout = layout
    }

    /// The place of a part of the text, in bytes of UTF-8; `nil` if it is not in the file.
    func range(of part: Range<Int>) -> Range<Int>? {
        guard let start = place(of: part.lowerBound), let end = place(of: part.upperBound), start <= end else {
            return nil
        }
        return start..<end
    }

    /// How a text is written in this scalar; `nil` if it cannot be.
    func written(_ text: String) -> String? {
        switch layout {
        case .lines(_, let indentation, let lineBreak):
            return text.replacing("\n", with: lineBreak + indentation)
        case .quoted(_, .singleQuoted):
            return text.contains { $0.isNewline } ? nil : text.replacing("'", with: "''")
        case .quoted:
            return ScalarWriter.escapedText(text)
        }
    }

    /// The place in the file that a place in the text is at.
    func position(of offset: Int) -> YAMLPosition {
        guard let place = place(of: offset) else { return node.position }
        return source.position(of: place, from: node.position)
    }

    private func place(of offset: Int) -> Int? {
        switch layout {
        case .quoted(let places, _):
            return places.indices.contains(offset) ? places[offset] : nil
        case .lines(let lines, _, _):
            // The last line that begins at or before the place.
            var low = 0
            var high = lines.count
            while low < high {
                let middle = (low + high) / 2
                if lines[middle].start <= offset { low = middle + 1 } else { high = middle }
            }
            guard low > 0, offset - lines[low - 1].start <= lines[low - 1].count else { return nil }
            return lines[low - 1].place + offset - lines[low - 1].start
        }
    }

    /// Compares the text line by line with what is in the file, so that a folded line does not pass for its own.
    private static func lines(of scalar: YAMLScalar, _ range: Range<Int>, _ source: SourceText) -> Layout? {
        let texts = scalar.text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        var lines: [Line] = []
        var start = 0
        var lineStart = source.nextLine(after: range.lowerBound)
        var indentation: ArraySlice<UInt8>?
        let header = source.lineEnd(from: range.lowerBound)
        for text in texts {
            guard let place = lineStart else { break }
            let end = source.lineEnd(from: place)
            let line = source.bytes[place..<end]
            if !text.isEmpty {
                let known = indentation ?? line.dropLast(text.count)
                guard line.count == known.count + text.count, line.starts(with: known),
                    line.dropFirst(known.count).elementsEqual(text),
                    known.allSatisfy({ $0 == UInt8(ascii: " ") })
                else { return nil }
                indentation = known
            } else if !line.allSatisfy(\.isYAMLSpace) {
                // The line after the block.
                break
            }
            lines.append(Line(start: start, count: text.count, place: min(place + (indentation?.count ?? 0), end)))
            start += text.count + 1
            lineStart = source.nextLine(after: place)
        }
        guard let indentation else { return nil }
        return .lines(
            lines, indentation: String(decoding: indentation, as: UTF8.self), lineBreak: source.lineBreak(at: header))
    }

    private static func singleQuoted(_ scalar: YAMLScalar, _ range: Range<Int>, _ source: SourceText) -> Layout? {
        var places: [Int] = []
        var offset = range.lowerBound + 1
        let end = range.upperBound - 1
        while offset < end {
            places.append(offset)
            offset += source.bytes[offset] == UInt8(ascii: "'") ? 2 : 1
        }
        return quoted(places, end, scalar, range, source)
    }

    /// Knows the escapes that stand for one byte of text each; what else is escaped makes the count differ.
    private static func doubleQuoted(_ scalar: YAMLScalar, _ range: Range<Int>, _ source: SourceText) -> Layout? {
        var places: [Int] = []
        var offset = range.lowerBound + 1
        let end = range.upperBound - 1
        while offset < end {
            places.append(offset)
            guard source.bytes[offset] == UInt8(ascii: "\\") else {
                offset += 1
                continue
            }
            guard offset + 1 < end, "\"\\/ntr".utf8.contains(source.bytes[offset + 1]) else { return nil }
            offset += 2
        }
        return quoted(places, end, scalar, range, source)
    }

    private static func quoted(
        _ places: [Int], _ end: Int, _ scalar: YAMLScalar, _ range: Range<Int>, _ source: SourceText
    ) -> Layout? {
        // Over several lines, breaks and indentation are folded.
        guard places.count == scalar.text.utf8.count, !source.bytes[range].contains(where: \.isYAMLBreak) else {
            return nil
        }
        return .quoted(places + [end], scalar.style)
    }
}
