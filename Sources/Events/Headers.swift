/// The headers of an HTTP request or of a NATS message: names in any case, one value a name.
///
/// Of a header that comes more than once the last value is kept. No header that we read may be repeated (RFC 9110
/// section 5.3 allows that for lists only), and with one rule for all readers a signature is never checked against
/// one value while another one is acted on.
public struct Headers: Sendable, Hashable {
    private var values: [String: String] = [:]

    /// No headers.
    public init() {}

    /// Headers in the order in which they came.
    public init(_ fields: some Sequence<(name: String, value: String)>) {
        for field in fields { self[field.name] = field.value }
    }

    /// All headers, their names in lower case and in order.
    public var fields: [(name: String, value: String)] {
        values.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
    }

    /// The value of a header, whatever the case of its name.
    public subscript(name: String) -> String? {
        get { values[name.lowercased()] }
        set { values[name.lowercased()] = newValue }
    }
}

extension Headers: ExpressibleByDictionaryLiteral {
    /// Headers written out in code.
    public init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements.map { (name: $0.0, value: $0.1) })
    }
}
