/// A part of the policy that a handler reads.
///
/// Each handler reads its own parts strictly, since an unknown key is a mistake that would go unseen, and leaves the
/// others alone: a policy may be newer than the handler that reads it.
public protocol PolicySection: Sendable {
    /// Reads the part from the policy's outermost mapping.
    ///
    /// - Throws: ``PolicyError`` at the first thing that is not as it should be.
    static func read(_ policy: PolicyMapping) throws(PolicyError) -> Self
}
