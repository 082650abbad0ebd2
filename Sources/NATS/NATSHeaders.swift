/// The headers of a message: names with one or more values each.
///
/// Names keep their case on the wire and are looked up without regard to it, as those of HTTP.
public struct NATSHeaders: Sendable, Hashable {
    /// One name and one value.
    public struct Field: Sendable, Hashable {
        /// The name as it was written.
        public var name: String
        /// The value, without white space at its ends.
        public var value: String

        /// A field of a name and a value.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// All fields; those that were received are sorted by name, since the library does not keep their order.
    public var fields: [Field]

    /// Headers of these fields.
    public init(_ fields: [Field] = []) {
        self.fields = fields
    }

    /// The first value under a name; setting it replaces all of them.
    public subscript(name: String) -> String? {
        get { fields.first { Self.equal($0.name, name) }?.value }
        set {
            fields.removeAll { Self.equal($0.name, name) }
            if let newValue { fields.append(Field(name: name, value: newValue)) }
        }
    }

    private static func equal(_ left: String, _ right: String) -> Bool {
        left.lowercased() == right.lowercased()
    }
}

extension NATSHeaders: ExpressibleByDictionaryLiteral {
    /// Headers as they are written in a literal.
    public init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements.map { Field(name: $0.0, value: $0.1) })
    }
}

extension NATSHeaders {
    /// Refuses what would end a line or a name on the wire: the library sends headers as they are.
    func check(_ operation: @autoclosure () -> String) throws(NATSError) {
        for field in fields {
            guard !field.name.isEmpty, field.name.utf8.allSatisfy({ 0x21...0x7E ~= $0 && $0 != UInt8(ascii: ":") })
            else {
                throw NATSError(.invalidArgument, operation(), "a header's name is not visible ASCII without ':'")
            }
            guard !field.value.utf8.contains(where: { $0 == 0 || $0 == 0x0A || $0 == 0x0D }) else {
                throw NATSError(.invalidArgument, operation(), "the header \(field.name) has a line break or a NUL")
            }
        }
    }
}
