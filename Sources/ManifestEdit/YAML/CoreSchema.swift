import ImageReference

/// What a scalar means by the core schema (YAML 1.2.2, section 10.3.2).
public enum YAMLValue: Sendable, Hashable {
    /// `null`, `~` or nothing.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A whole number.
    case int(Int)
    /// Any other number, whole ones that do not fit an `Int` too.
    case float(Double)
    /// Text: everything in quotes, and what is none of the others.
    case string(String)
}

extension YAMLNode {
    /// What the scalar means; nil for a collection. The tag `!!str` is honoured, as is `!`; others do not matter.
    public var value: YAMLValue? {
        guard let scalar else { return nil }
        if tag == "tag:yaml.org,2002:str" || tag == "!" { return .string(scalar.text) }
        return scalar.value
    }

    /// The text, if the scalar is a string.
    public var string: String? {
        if case .string(let string) = value { return string }
        return nil
    }

    /// The number, if the scalar is a whole one.
    public var int: Int? {
        if case .int(let int) = value { return int }
        return nil
    }

    /// The truth value, if the scalar is one.
    public var bool: Bool? {
        if case .bool(let bool) = value { return bool }
        return nil
    }

    /// Whether nothing, `~` or `null` is written.
    public var isNull: Bool { value == .null }
}

extension YAMLScalar {
    /// What the scalar means where it has no tag.
    public var value: YAMLValue {
        guard style == .plain else { return .string(text) }
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case ".nan", ".NaN", ".NAN": return .float(.nan)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .float(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .float(-.infinity)
        default: return Self.number(text) ?? .string(text)
        }
    }

    private static func number(_ text: String) -> YAMLValue? {
        guard let first = text.utf8.first, first < UInt8(ascii: ":") else { return nil }
        if text.hasPrefix("0x") { return whole(text.dropFirst(2), radix: 16) }
        if text.hasPrefix("0o") { return whole(text.dropFirst(2), radix: 8) }
        guard isDecimal(text.utf8) else { return nil }
        if let int = Int(text) { return .int(int) }
        return Double(text).map { .float($0) }
    }

    private static func whole(_ digits: Substring, radix: Int) -> YAMLValue? {
        // Swift would take a sign here.
        guard digits.utf8.allSatisfy(\.isHexadecimal) else { return nil }
        return Int(digits, radix: radix).map { .int($0) }
    }

    /// `[-+]? ( \.[0-9]+ | [0-9]+ (\.[0-9]*)? ) ([eE][-+]?[0-9]+)?`
    static func isDecimal(_ text: some Collection<UInt8>) -> Bool {
        var rest = text[...]
        func takeSign() {
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        }
        func takeDigits() -> Int {
            let digits = rest.prefix(while: \.isDigit).count
            rest = rest.dropFirst(digits)
            return digits
        }
        takeSign()
        var digits = takeDigits()
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            digits += takeDigits()
        }
        guard digits > 0 else { return false }
        if rest.first.map({ $0 | 0x20 == UInt8(ascii: "e") }) ?? false {
            rest = rest.dropFirst()
            takeSign()
            guard takeDigits() > 0 else { return false }
        }
        return rest.isEmpty
    }
}
