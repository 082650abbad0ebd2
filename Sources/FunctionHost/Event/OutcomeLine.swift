import FoundationEssentials
import GitOps

extension Outcome {
    /// The outcome as one line of JSON, with the line's end. Keys are sorted, so that the same outcome is the same text.
    func jsonLine() throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
    }
}
