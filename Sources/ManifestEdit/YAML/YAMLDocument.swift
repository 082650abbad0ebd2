/// One document of a YAML file.
public struct YAMLDocument: Sendable {
    /// The largest file that is parsed, in bytes.
    public static let largestFile = 10 * 1024 * 1024
    /// The deepest nesting of collections that is parsed.
    public static let deepestNesting = 200

    /// The outermost node; an empty plain scalar if nothing is written.
    public internal(set) var root: YAMLNode
    /// Where the document ends, in bytes: at `...`, at the next `---`, or at the end of the file.
    public let end: Int
    /// Every anchor that an alias of this document mentions, with the place of the first mention.
    let aliases: [String: YAMLPosition]

    /// Parses all documents of a file.
    ///
    /// A file of comments only has none. Aliases are not expanded, so the work is linear in the size of the file.
    ///
    /// - Throws: ``ManifestError`` of code `notYAML`, `tooLarge` or `tooDeep`, with line and column.
    public static func parse(_ bytes: [UInt8]) throws(ManifestError) -> [YAMLDocument] {
        guard bytes.count <= largestFile else {
            throw ManifestError(.tooLarge, "the file has \(bytes.count) bytes, more than \(largestFile)")
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            let start = YAMLPosition(offset: 0, line: 1, column: 1)
            throw ManifestError(.notYAML, at: start, "the file is UTF-16 or UTF-32, and only UTF-8 is read")
        }
        return try trees(of: bytes, isPart: false)
    }

    /// Parses a part of a file, in which aliases may stand for what is written before it.
    ///
    /// - Throws: ``ManifestError`` of code `notYAML` or `tooDeep`.
    static func parse(part bytes: [UInt8]) throws(ManifestError) -> [YAMLDocument] {
        try trees(of: bytes, isPart: true)
    }

    private static func trees(of bytes: [UInt8], isPart: Bool) throws(ManifestError) -> [YAMLDocument] {
        try bytes.withUnsafeBufferPointer { buffer throws(ManifestError) in
            var builder = YAMLTreeBuilder(parsing: buffer, isPart: isPart)
            return try builder.build()
        }
    }
}
