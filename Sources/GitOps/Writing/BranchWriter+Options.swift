public import FoundationEssentials
public import RemoteGit

extension BranchWriter {
    /// How a writer works.
    public struct Options: Sendable {
        /// Author and committer of the commits.
        public var signature: CommitDraft.Signature
        /// What commits are signed with; `nil` for no signatures.
        public var signingKey: SigningKey?
        /// Where the policy comes from.
        public var policy: PolicySource
        /// How long events are decided again because others push to the branch.
        public var contention: Duration
        /// Told of each push after it, before the outcomes of its events are given; `nil` for nobody. The next group does
        /// not wait for it.
        public var onPush: (@Sendable (BranchUpdate) async -> Void)?
        /// The committer's clock.
        public var now: @Sendable () -> Date

        /// Options, by default with the repository's own policy and 30 s of contention.
        public init(
            signature: CommitDraft.Signature,
            signingKey: SigningKey? = nil,
            policy: PolicySource = .repository,
            contention: Duration = .seconds(30),
            now: @escaping @Sendable () -> Date = { Date.now }
        ) {
            self.signature = signature
            self.signingKey = signingKey
            self.policy = policy
            self.contention = contention
            self.now = now
        }
    }
}
