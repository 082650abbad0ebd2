/// Says why a file was not read or not changed, and where.
public struct ManifestError: Error, Sendable, Hashable {
    /// What kind of trouble it is.
    public enum Code: String, Sendable {
        /// The file is not YAML that can be parsed.
        case notYAML
        /// The file is larger than ``YAMLDocument/largestFile``.
        case tooLarge
        /// Collections are nested deeper than ``YAMLDocument/deepestNesting``.
        case tooDeep
        /// The edit is not made because the file leaves open what it would mean.
        case refused
        /// The edit was made and thrown away: parsing its result showed another difference than the one intended.
        case unsafeEdit
    }

    /// The kind of trouble.
    public let code: Code
    /// The 1-based line, if one place in the file is at fault.
    public let line: Int?
    /// The 1-based column in characters, if one place in the file is at fault.
    public let column: Int?
    /// What is wrong, without the place and without a full stop.
    public let reason: String

    init(_ code: Code, at position: YAMLPosition? = nil, _ reason: String) {
        self.code = code
        self.line = position?.line
        self.column = position?.column
        self.reason = reason
    }
}

extension ManifestError: CustomStringConvertible {
    /// The whole sentence, without a full stop: "line 3, column 7: mapping values are not allowed in this context".
    public var description: String {
        guard let line, let column else { return reason }
        return "line \(line), column \(column): \(reason)"
    }
}
