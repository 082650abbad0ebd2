/// The fields of a form or of an address's query: `a=1&b=two+words` (WHATWG URL standard,
/// "application/x-www-form-urlencoded parsing").
///
/// Of a field that comes more than once the last value is kept, as of ``Headers``.
public struct FormFields: Sendable, Hashable {
    private var values: [String: String] = [:]

    /// Reads the fields. One that is not UTF-8 is left out.
    public init(_ text: String) {
        for field in text.split(separator: "&") {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(parts[0]), let value = parts.count == 2 ? Self.decode(parts[1]) : "" else {
                continue
            }
            values[name] = value
        }
    }

    /// Fields that somebody else has read.
    public init(_ values: [String: String]) {
        self.values = values
    }

    /// The value of a field.
    public subscript(name: String) -> String? { values[name] }

    private static func decode(_ text: Substring) -> String? {
        PercentEncoding.decode(String(text.map { $0 == "+" ? " " : $0 }))
    }
}
