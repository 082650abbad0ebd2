import ImageReference

extension UInt8 {
    var isHexadecimal: Bool {
        isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20)
    }
    /// A line feed or a carriage return.
    var isYAMLBreak: Bool { self == UInt8(ascii: "\n") || self == UInt8(ascii: "\r") }
    /// A blank, a tab or a line break.
    var isYAMLSpace: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") || isYAMLBreak }
}
