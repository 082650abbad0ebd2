/// A value that a field is to have.
public enum FieldValue: Sendable, Hashable {
    /// A string, whatever was there: `1.10` gets quotes.
    case string(String)
    /// A number. Where a string is, it becomes a string too, as the values of annotations are.
    case int(Int)
    /// A truth value. Where a string is, it becomes a string too.
    case bool(Bool)
    /// Nothing, written as `null`.
    case null
    /// A text of the type that the value there has; where there is none, of the type that YAML gives it without quotes.
    case text(String)

    /// The value that a node says, such as one in a policy: a string in quotes is a string, and what has none is a
    /// text unless it is a whole number, a truth value or null.
    ///
    /// - Returns: nil for a collection.
    public init?(_ node: YAMLNode) {
        guard let scalar = node.scalar, let value = node.value else { return nil }
        self =
            switch value {
            case .int(let int) where String(int) == scalar.text: .int(int)
            case .bool(let bool): .bool(bool)
            case .null: .null
            case .string(let text) where scalar.style != .plain: .string(text)
            case .int, .float, .string: .text(scalar.text)
            }
    }

    /// The text without quotes.
    public var text: String {
        switch self {
        case .string(let text), .text(let text): text
        case .int(let int): String(int)
        case .bool(let bool): String(bool)
        case .null: "null"
        }
    }

    /// As it is written where nothing was.
    ///
    /// - Parameter isString: whether only strings may stand there.
    func new(isString: Bool) -> NewScalar {
        switch self {
        case .string(let text): .string(text)
        case .int, .bool: isString ? .string(text) : .verbatim(text)
        case .null: .verbatim(text)
        case .text(let text):
            isString || !YAMLScalar(text: text, style: .plain).isVerbatim ? .string(text) : .verbatim(text)
        }
    }

    /// As it is written in place of another value.
    func replacement(
        of node: YAMLNode, inFlow: Bool, beside keyStyle: YAMLScalar.Style
    ) -> (text: String, scalar: YAMLScalar) {
        // Readers of YAML 1.1 take `yes` for a truth value, and Kubernetes is one.
        if case .text(let text) = self, YAMLScalar.isTruth(text), node.isTruth {
            return NewScalar.verbatim(text).written(beside: keyStyle, inFlow: inFlow)
        }
        let isString = node.string != nil && !node.isTruth && self != .null
        let new = new(isString: isString)
        if case .string(let text) = new, let style = node.scalar?.style, node.string != nil {
            return ScalarWriter.write(text, like: style, inFlow: inFlow)
        }
        return new.written(beside: keyStyle, inFlow: inFlow)
    }
}

extension YAMLNode {
    /// Whether the scalar is a truth value in some version of YAML.
    fileprivate var isTruth: Bool {
        guard let scalar, scalar.style == .plain, tag == nil else { return false }
        return YAMLScalar.isTruth(scalar.text)
    }
}

extension YAMLScalar {
    /// Whether YAML takes the text, written without quotes, for a number, a truth value or null, and nothing more is
    /// in it.
    var isVerbatim: Bool {
        if case .string = value { false } else { !text.isEmpty }
    }

    /// Whether the text, written without quotes, is a truth value in YAML 1.1 (https://yaml.org/type/bool.html). The
    /// single letters are left out: few readers know them, and they are names elsewhere.
    fileprivate static func isTruth(_ text: String) -> Bool {
        ["true", "false", "yes", "no", "on", "off"].contains(text.lowercased())
    }
}
