/// A value of a manifest, which keeps the order in which its keys are written.
indirect enum ManifestValue: Sendable, Equatable {
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([ManifestValue])
    case map([Field])

    /// A key and its value.
    struct Field: Sendable, Equatable {
        let key: String
        let value: ManifestValue
    }

    /// The map with another one's fields behind its own; what is no map stays as it is.
    func adding(_ other: ManifestValue) -> ManifestValue {
        guard case .map(let own) = self, case .map(let more) = other else { return self }
        return .map(own + more)
    }
}

extension ManifestValue: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    init(stringLiteral text: String) { self = .text(text) }
}

extension ManifestValue: ExpressibleByIntegerLiteral {
    init(integerLiteral number: Int) { self = .number(number) }
}

extension ManifestValue: ExpressibleByBooleanLiteral {
    init(booleanLiteral flag: Bool) { self = .flag(flag) }
}

extension ManifestValue: ExpressibleByArrayLiteral {
    init(arrayLiteral values: ManifestValue...) { self = .list(values) }
}

extension ManifestValue: ExpressibleByDictionaryLiteral {
    init(dictionaryLiteral fields: (String, ManifestValue)...) {
        self = .map(fields.map { Field(key: $0, value: $1) })
    }
}
