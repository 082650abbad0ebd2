import Synchronization

/// The policy that was read last. Events that are decided one after the other mostly have the same one, and reading a
/// long policy takes longer than deciding. What is kept follows from the text alone, so it changes no decision.
public final class PolicyCache: Sendable {
    private let last = Mutex<(file: PolicyFile, policy: Policy)?>(nil)

    /// A cache with nothing in it.
    public init() {}

    /// The policy in a file.
    ///
    /// - Throws: ``Undecided/failed(_:)`` that names file, line, column and what was expected there.
    func policy(in file: PolicyFile) throws(Undecided) -> Policy {
        if let last = last.withLock({ $0 }), last.file == file { return last.policy }
        let policy = try file.read()
        last.withLock { $0 = (file, policy) }
        return policy
    }
}
