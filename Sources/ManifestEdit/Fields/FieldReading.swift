/// A value that was found in a file.
public struct FieldReading: Sendable {
    /// The path to it, by which it is found again.
    public let field: FieldPath
    /// Its text, without quotes; `null` where nothing is written.
    public let text: String
    /// What it means by YAML's core schema.
    public let value: YAMLValue
    /// Where it is, or where the text is that holds it.
    public let position: YAMLPosition
}

extension Manifest {
    /// Reads the value at a path.
    ///
    /// - Returns: nil if the file has no such field, or no such document.
    /// - Throws: ``ManifestError`` of code `refused` if it is open which value is meant, or if a mapping or a list is
    ///   there.
    public func value(at field: FieldPath) throws(ManifestError) -> FieldReading? {
        if let embedded = try embedded(on: field) {
            let inner = try within(embedded.location) { () throws(ManifestError) in
                try embedded.manifest.value(at: embedded.field)
            }
            return inner.map {
                FieldReading(
                    field: embedded.location.field.appending($0.field), text: $0.text, value: $0.value,
                    position: embedded.location.node.position)
            }
        }
        guard let location = try find(field) else { return nil }
        guard let text = location.node.shownText, let value = location.node.value else { throw noValue(location) }
        return FieldReading(
            field: location.field, text: text, value: value, position: location.node.position)
    }
}
