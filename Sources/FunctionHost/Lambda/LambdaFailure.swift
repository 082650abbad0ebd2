import FoundationEssentials
import GitOps

/// A failure as the runtime API takes it.
struct LambdaFailure: Encodable, Sendable {
    /// Category and reason, as `GitOps.retry`.
    let errorType: String
    /// A sentence for people.
    let errorMessage: String

    init(_ kind: OutcomeKind, _ sentence: String) {
        errorType = "GitOps.\(kind.rawValue)"
        errorMessage = sentence
    }

    func json() throws -> [UInt8] { Array(try JSONEncoder().encode(self)) }
}
