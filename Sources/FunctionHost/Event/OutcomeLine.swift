import FoundationEssentials
public import GitOps

extension Outcome {
    /// The outcome as one line of JSON, with the line's end. Keys are sorted, so that the same outcome is the same text.
    public func jsonLine() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }
}

extension Preview {
    /// What `--dry-run` prints: the difference, the commit's message and the outcome's line, as far as there are such,
    /// with an empty line between them.
    public func printed() throws -> [UInt8] {
        let parts = [diff, commitMessage].filter { !$0.isEmpty }
        return parts.flatMap { Array("\($0)\n".utf8) } + (try outcome.jsonLine())
    }
}
