/// Reads variables of an environment. An empty variable counts as unset: that is how shells and manifests leave one out.
package struct EnvironmentVariables: Sendable {
    private let values: [String: String]

    /// The variables of a process.
    package init(_ values: [String: String]) {
        self.values = values
    }

    /// The variable's text, if it is set.
    package subscript(name: String) -> String? {
        guard let value = values[name], !value.isEmpty else { return nil }
        return value
    }

    /// The names of the variables that are set and begin so, in order.
    func names(withPrefix prefix: String) -> [String] {
        values.filter { $0.key.hasPrefix(prefix) && !$0.value.isEmpty }.keys.sorted()
    }

    /// A whole number.
    package func number(_ name: String, in range: ClosedRange<Int>, standard: Int) throws(SettingsError) -> Int {
        guard let text = self[name] else { return standard }
        guard let number = Int(text), range.contains(number) else {
            throw SettingsError(name, "has to be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// The text of a variable that has to be set.
    func required(_ name: String, _ meaning: String) throws(SettingsError) -> String {
        guard let text = self[name] else { throw SettingsError(name, "is not set: it has to be \(meaning)") }
        return text
    }
}
