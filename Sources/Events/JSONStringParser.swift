extension JSONParser {
    /// A string with its escapes resolved (RFC 8259 section 7). The position is at the opening quote.
    mutating func string() throws(InvalidEvent) -> String {
        let opening = position
        position += 1
        var text: [UInt8] = []
        var runStart = position
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                text += bytes[runStart..<position]
                position += 1
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw failure("a string in UTF-8", at: opening)
                }
                return string
            case UInt8(ascii: "\\"):
                text += bytes[runStart..<position]
                position += 1
                text += String(try escaped()).utf8
                runStart = position
            case 0..<0x20:
                throw failure("control characters in a string to be escaped")
            default:
                position += 1
            }
        }
        throw failure("'\"' at the end of a string")
    }

    /// The character that an escape stands for. The position is after the backslash.
    private mutating func escaped() throws(InvalidEvent) -> Unicode.Scalar {
        guard let byte = next else { throw failure("'\"' at the end of a string") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape()
        default: throw failure("an escape that JSON has", at: position - 1)
        }
    }

    /// `XXXX`, or a surrogate pair `XXXX\uXXXX`. Half a pair is no character, and readers differ in what they make of
    /// it (section 8.2), so it is refused.
    private mutating func unicodeEscape() throws(InvalidEvent) -> Unicode.Scalar {
        let start = position
        let first = try fourDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, take("\\"), take("u") else { throw failure("both halves of a surrogate pair", at: start) }
        let second = try fourDigits()
        guard
            (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        else { throw failure("both halves of a surrogate pair", at: start) }
        return scalar
    }

    private mutating func fourDigits() throws(InvalidEvent) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = next.flatMap(hexadecimalDigit) else { throw failure("four hexadecimal digits") }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }
}
