import ImageReference

/// Reads one JSON text by the letter of RFC 8259, and says where and why one is not JSON.
///
/// Only UTF-8 (section 8.1), a byte order mark passed over, and values at most ``maximumDepth`` deep (section 9 lets
/// a reader set that), so that no text can exhaust the stack.
struct JSONParser {
    /// Real events are less than 20 deep.
    static let maximumDepth = 128

    let bytes: [UInt8]
    /// The field that holds the text; nil if that is the event itself.
    let path: String?
    var position = 0

    /// The value of a whole text.
    ///
    /// - Throws: ``InvalidEvent`` with line and column, from 1.
    static func parse(_ bytes: [UInt8], path: String? = nil) throws(InvalidEvent) -> JSONValue {
        var parser = JSONParser(bytes: bytes, path: path)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { parser.position = 3 }
        let value = try parser.value(depth: 0)
        guard parser.next == nil else { throw parser.failure("nothing after the value") }
        return value
    }

    private mutating func value(depth: Int) throws(InvalidEvent) -> JSONValue {
        guard depth < Self.maximumDepth else {
            throw failure("values nested at most \(Self.maximumDepth) deep")
        }
        skipWhiteSpace()
        let value: JSONValue =
            switch next {
            case UInt8(ascii: "{"): try object(depth: depth)
            case UInt8(ascii: "["): try array(depth: depth)
            case UInt8(ascii: "\""): .string(try string())
            case UInt8(ascii: "t"): try literal("true", .bool(true))
            case UInt8(ascii: "f"): try literal("false", .bool(false))
            case UInt8(ascii: "n"): try literal("null", .null)
            case UInt8(ascii: "-"): .number(try number())
            case .some(UInt8(ascii: "0")...UInt8(ascii: "9")): .number(try number())
            default: throw failure(depth == 0 ? "a JSON object" : "a value")
            }
        skipWhiteSpace()
        return value
    }

    private mutating func object(depth: Int) throws(InvalidEvent) -> JSONValue {
        position += 1
        skipWhiteSpace()
        var members: [JSONMember] = []
        if take("}") { return .object(members) }
        repeat {
            skipWhiteSpace()
            guard next == UInt8(ascii: "\"") else { throw failure("a name in double quotes") }
            let name = try string()
            skipWhiteSpace()
            guard take(":") else { throw failure("':' after a name") }
            members.append(JSONMember(name: name, value: try value(depth: depth + 1)))
        } while take(",")
        guard take("}") else { throw failure("',' or '}'") }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(InvalidEvent) -> JSONValue {
        position += 1
        skipWhiteSpace()
        var elements: [JSONValue] = []
        if take("]") { return .array(elements) }
        repeat {
            elements.append(try value(depth: depth + 1))
        } while take(",")
        guard take("]") else { throw failure("',' or ']'") }
        return .array(elements)
    }

    private mutating func literal(_ word: StaticString, _ value: JSONValue) throws(InvalidEvent) -> JSONValue {
        let text = "\(word)"
        guard bytes[position...].starts(with: text.utf8) else { throw failure("'\(text)'") }
        position += text.utf8.count
        return value
    }

    /// `[ minus ] int [ frac ] [ exp ]`, where `int` has no leading zero (section 6).
    private mutating func number() throws(InvalidEvent) -> String {
        let start = position
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            _ = take("+") || take("-")
            try digits()
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func digits() throws(InvalidEvent) {
        let start = position
        while let byte = next, byte.isDigit { position += 1 }
        guard position > start else { throw failure("a digit") }
    }
}

extension JSONParser {
    /// The byte at the position; nil at the end.
    var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Passes over a character if it comes next.
    mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipWhiteSpace() {
        while let byte = next, isJSONWhiteSpace(byte) { position += 1 }
    }

    /// The failure at the position, or at another one.
    func failure(_ expected: String, at place: Int? = nil) -> InvalidEvent {
        let place = min(place ?? position, bytes.count)
        let line = bytes[..<place].count { $0 == UInt8(ascii: "\n") } + 1
        let lineStart = bytes[..<place].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        // Columns count characters: the bytes that continue one in UTF-8 are left out.
        let column = bytes[lineStart..<place].count { $0 & 0xC0 != 0x80 } + 1
        let subject = path == nil ? "the event" : "it"
        let verb = place == bytes.count ? "ends too early" : "is not JSON"
        return InvalidEvent(
            .malformedJSON, path, expected: expected, found: "\(subject) \(verb), at line \(line), column \(column)")
    }
}

/// Space, line feed, carriage return and tab (RFC 8259 section 2).
func isJSONWhiteSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
}
