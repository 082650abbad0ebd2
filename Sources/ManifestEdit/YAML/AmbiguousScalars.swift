import ImageReference

extension YAMLNode {
    /// Whether a reader of YAML 1.1 or 1.2 could take the scalar for something other than a string.
    ///
    /// A policy can warn of these: `1.10` without quotes is the number 1.1 to most readers.
    public var looksLikeNonString: Bool {
        guard let scalar, scalar.style == .plain else { return false }
        return tag != "tag:yaml.org,2002:str" && tag != "!" && YAMLScalar.looksLikeNonString(scalar.text)
    }
}

extension YAMLScalar {
    /// Whether a reader of YAML 1.1 or 1.2 could take the text, written without quotes, for a null, a truth value, a
    /// number or a time.
    ///
    /// The union of YAML 1.1's type repository (https://yaml.org/type/) and YAML 1.2's core schema, and of what
    /// go-yaml, PyYAML and Psych make of them. It errs on the side of quotes.
    public static func looksLikeNonString(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return true }
        if words.contains(text.lowercased()) { return true }
        guard first.isDigit || first == UInt8(ascii: "+") || first == UInt8(ascii: "-") || first == UInt8(ascii: ".")
        else { return false }
        return looksLikeNumber(text.utf8) || looksLikeTime(text.utf8)
    }

    private static let words: Set<String> = [
        "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "=", "<<",
        ".inf", "+.inf", "-.inf", ".nan", "+.nan", "-.nan",
    ]

    private static func looksLikeNumber(_ text: String.UTF8View) -> Bool {
        // YAML 1.1 allows `_` between digits, Psych `,` too.
        var digits = text.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: ",") }[...]
        if isDecimal(digits) { return true }
        if digits.first == UInt8(ascii: "-") || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
        if digits.count > 2, digits.first == UInt8(ascii: "0"),
            "xXoObB".utf8.contains(digits[digits.startIndex + 1])
        {
            return digits.dropFirst(2).allSatisfy(\.isHexadecimal)
        }
        // Base 60, as `1:30`.
        return digits.contains(UInt8(ascii: ":"))
            && digits.allSatisfy { $0.isDigit || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") }
    }

    /// `[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}`, alone or before a time of day.
    private static func looksLikeTime(_ text: String.UTF8View) -> Bool {
        let parts = text.split(separator: UInt8(ascii: "-"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[0].allSatisfy(\.isDigit),
            (1...2).contains(parts[1].count), parts[1].allSatisfy(\.isDigit)
        else { return false }
        let day = parts[2].prefix(while: \.isDigit)
        guard (1...2).contains(day.count) else { return false }
        guard let next = parts[2].dropFirst(day.count).first else { return true }
        return "tT \t".utf8.contains(next)
    }
}
