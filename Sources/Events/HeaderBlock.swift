public import FoundationEssentials

extension Delivery {
    /// Reads headers and a body written as one text, as in `events-samples/**/*.http`: lines `Name: value`, an empty
    /// line, and then the body, byte for byte. Lines end in LF or CRLF. A request line (`POST …?sender=harbor`)
    /// may come first, so that the file also works where editors send such files; of it only the sender counts.
    ///
    /// - Throws: ``InvalidEvent`` (``InvalidEvent/Code/malformedHeaders``) with the number of the line.
    public init(headerBlock text: [UInt8], receivedAt: Date) throws(InvalidEvent) {
        var fields: [(name: String, value: String)] = []
        var sender: String?
        var rest = text[...]
        var number = 0
        while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
            var line = rest[..<end]
            rest = rest[rest.index(after: end)...]
            number += 1
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            if line.isEmpty {
                self.init(body: Array(rest), headers: Headers(fields), sender: sender, receivedAt: receivedAt)
                return
            }
            if number == 1, line.starts(with: "POST ".utf8) {
                sender = Self.sender(inRequestLine: line)
                continue
            }
            guard let field = Self.headerField(line) else {
                throw InvalidEvent(
                    .malformedHeaders, expected: "'Name: value'", found: "line \(number) is not a header")
            }
            fields.append(field)
        }
        throw InvalidEvent(
            .malformedHeaders, expected: "an empty line after the headers", found: "the event has no body")
    }

    private static func sender(inRequestLine line: ArraySlice<UInt8>) -> String? {
        let words = String(decoding: line, as: UTF8.self).split(separator: " ")
        guard words.count > 1, let mark = words[1].firstIndex(of: "?") else { return nil }
        return FormFields(String(words[1][words[1].index(after: mark)...]))["sender"]
    }

    /// `field-name ":" OWS field-value OWS` (RFC 9112 section 5).
    private static func headerField(_ line: ArraySlice<UInt8>) -> (name: String, value: String)? {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex else { return nil }
        let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        guard !line[..<colon].contains(where: isSpace) else { return nil }
        let value = line[line.index(after: colon)...].drop(while: isSpace)
        let length = (value.lastIndex { !isSpace($0) }).map { $0 + 1 - value.startIndex } ?? 0
        guard
            let name = String(validating: line[..<colon], as: UTF8.self),
            let text = String(validating: value.prefix(length), as: UTF8.self)
        else { return nil }
        return (name, text)
    }
}
