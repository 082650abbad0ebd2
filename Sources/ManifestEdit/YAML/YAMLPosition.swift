/// A place in a file.
public struct YAMLPosition: Sendable, Hashable {
    // No file is larger than 10 MB, and a tree holds one of these a node.
    private let storedOffset: UInt32
    private let storedLine: UInt32
    private let storedColumn: UInt32

    /// The number of bytes before it, a byte order mark included.
    public var offset: Int { Int(storedOffset) }
    /// The line, from 1.
    public var line: Int { Int(storedLine) }
    /// The column in characters, from 1.
    public var column: Int { Int(storedColumn) }

    init(offset: Int, line: Int, column: Int) {
        storedOffset = UInt32(clamping: offset)
        storedLine = UInt32(clamping: line)
        storedColumn = UInt32(clamping: column)
    }
}
