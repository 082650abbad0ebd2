extension YAMLScalar {
    /// A string as it is written between brackets: plain where that reads back as the same string, else in quotes.
    public static func written(_ text: String) -> String {
        ScalarWriter.write(text, like: .plain, inFlow: true).text
    }
}

/// Writes a string as a YAML scalar that reads back as that string in YAML 1.1 and 1.2.
enum ScalarWriter {
    /// Keeps the style where the string allows it; else the string becomes double-quoted.
    ///
    /// - Parameter inFlow: whether the scalar stands within brackets, where more characters have a meaning.
    static func write(
        _ text: String, like style: YAMLScalar.Style, inFlow: Bool
    ) -> (text: String, scalar: YAMLScalar) {
        switch style {
        case .plain where isSafePlain(text, inFlow: inFlow):
            return (text, YAMLScalar(text: text, style: .plain))
        case .singleQuoted where text.unicodeScalars.allSatisfy(isPrintable):
            return (singleQuoted(text), YAMLScalar(text: text, style: .singleQuoted))
        default:
            return (doubleQuoted(text), YAMLScalar(text: text, style: .doubleQuoted))
        }
    }

    /// Whether the text can stand without quotes. Says no to some that could.
    private static func isSafePlain(_ text: String, inFlow: Bool) -> Bool {
        guard !YAMLScalar.looksLikeNonString(text), text.unicodeScalars.allSatisfy(isPrintable),
            let first = text.utf8.first, !"-?:,[]{}#&*!|>'\"%@` ".utf8.contains(first),
            !text.hasSuffix(" "), !text.hasSuffix(":"), !text.hasPrefix("...")
        else { return false }
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: "#") && previous == UInt8(ascii: " ") { return false }
            if byte == UInt8(ascii: " ") && previous == UInt8(ascii: ":") { return false }
            if inFlow && ",[]{}".utf8.contains(byte) { return false }
            previous = byte
        }
        return true
    }

    /// Whether the text can be a line of a block scalar.
    static func isOneLine(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy(isPrintable) && !(text.first?.isWhitespace ?? true)
    }

    private static func singleQuoted(_ text: String) -> String {
        "'" + text.replacing("'", with: "''") + "'"
    }

    private static func doubleQuoted(_ text: String) -> String { "\"" + escapedText(text) + "\"" }

    /// The text as it is written between double quotes, with the escapes only that JSON has too.
    static func escapedText(_ text: String) -> String {
        var quoted = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case _ where isPrintable(scalar): quoted.unicodeScalars.append(scalar)
            default: quoted += escaped(scalar)
            }
        }
        return quoted
    }

    /// Those that are not printable are all within 16 bits.
    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// Printable by YAML 1.2.2, section 5.1, and neither a tab nor a line break in any version.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xFEFE, 0xFF00...0xFFFD, 0x1_0000...: true
        default: false
        }
    }
}
