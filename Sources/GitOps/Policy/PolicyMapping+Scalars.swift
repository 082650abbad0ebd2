import ManifestEdit

extension PolicyMapping {
    /// A key's text, of whatever type; `nil` if the key is not there.
    public func text(_ key: String) throws(PolicyError) -> String? {
        guard let value = self[key] else { return nil }
        guard let text = value.text, !text.isEmpty else { throw PolicyError(value, "expected \(key) as a text") }
        return text
    }

    /// A key's list of texts; `nil` if the key is not there.
    public func texts(_ key: String) throws(PolicyError) -> [String]? {
        guard let items = try list(key) else { return nil }
        var texts: [String] = []
        for item in items {
            guard let text = item.text, !text.isEmpty else { throw PolicyError(item, "expected a text") }
            texts.append(text)
        }
        return texts
    }

    /// A key's truth value; `nil` if the key is not there.
    public func bool(_ key: String) throws(PolicyError) -> Bool? {
        guard let value = self[key] else { return nil }
        guard let bool = value.bool else { throw PolicyError(value, "expected true or false") }
        return bool
    }

    /// A key's whole number; `nil` if the key is not there.
    public func int(_ key: String, in range: ClosedRange<Int>) throws(PolicyError) -> Int? {
        guard let value = self[key] else { return nil }
        guard let int = value.int, range.contains(int) else {
            let upper = range.upperBound == .max ? "or more" : "to \(range.upperBound)"
            throw PolicyError(value, "expected a whole number, \(range.lowerBound) \(upper)")
        }
        return int
    }

    /// A key's length of time, written as Prometheus writes it; `nil` if the key is not there.
    public func duration(_ key: String) throws(PolicyError) -> Duration? {
        guard let value = self[key] else { return nil }
        guard let text = value.text, let duration = Duration(prometheus: text) else {
            throw PolicyError(value, "expected a length of time, as 90s, 5m or 1h30m")
        }
        return duration
    }
}
