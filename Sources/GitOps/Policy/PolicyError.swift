public import ManifestEdit

/// What is wrong in a policy, and where.
public struct PolicyError: Error, Equatable {
    /// The line, from 1.
    public let line: Int
    /// The column in characters, from 1.
    public let column: Int
    /// What was expected there, in a sentence.
    public let message: String
}

extension PolicyError {
    /// An error at the beginning of a node.
    public init(_ node: YAMLNode, _ message: String) {
        self.init(line: node.position.line, column: node.position.column, message: message)
    }
}
