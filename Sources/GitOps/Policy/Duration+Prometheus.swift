extension Duration {
    /// The units in the order in which they may follow one another, in milliseconds.
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("y", 31_536_000_000), ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000),
        ("ms", 1),
    ]

    /// Reads a length of time as Prometheus writes it: whole numbers with units from large to small, `1h30m`, or `0`
    /// (Prometheus, "Querying basics", float literals and time durations).
    ///
    /// - Returns: `nil` if it is not of that form or longer than a hundred years.
    public init?(prometheus text: String) {
        if text == "0" {
            self = .zero
            return
        }
        guard !text.isEmpty else { return nil }
        var rest = text[...]
        var units = Self.units[...]
        var milliseconds: Int64 = 0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            let letters = rest.dropFirst(digits.count).prefix { $0.isLetter }
            guard let number = Int64(digits), number <= 100_000_000_000,
                let unit = units.firstIndex(where: { $0.name == letters })
            else { return nil }
            let (product, overflow) = number.multipliedReportingOverflow(by: units[unit].milliseconds)
            guard !overflow, product <= Self.longest - milliseconds else { return nil }
            milliseconds += product
            units = units[(unit + 1)...]
            rest = rest[letters.endIndex...]
        }
        self = .milliseconds(milliseconds)
    }

    private static let longest: Int64 = 3_153_600_000_000
}

extension Duration {
    /// The length as Prometheus writes it, to the millisecond: `1h30m`.
    public var prometheus: String {
        var rest = components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
        guard rest > 0 else { return "0s" }
        var text = ""
        // Weeks and years are exact here and rarely what a person would say.
        for unit in Self.units.dropFirst(2) where rest >= unit.milliseconds {
            text += "\(rest / unit.milliseconds)\(unit.name)"
            rest %= unit.milliseconds
        }
        return text
    }
}
