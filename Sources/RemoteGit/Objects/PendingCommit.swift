/// A commit that was not pushed.
struct PendingCommit: Sendable {
    let draft: CommitDraft
    let tree: ObjectID
    /// The commit that it follows; `nil` for the first one of a ref.
    let parent: ObjectID?
    let object: GitObject

    init(_ draft: CommitDraft, tree: ObjectID, on parent: ObjectID?, armour: String? = nil) {
        self.draft = draft
        self.tree = tree
        self.parent = parent
        object = draft.object(tree: tree, parent: parent, armour: armour)
    }

    /// The same commit on another parent, signed.
    func signed(by signer: any CommitSigner, on parent: ObjectID?) async throws(RemoteGitError) -> PendingCommit {
        let unsigned = draft.object(tree: tree, parent: parent)
        return PendingCommit(draft, tree: tree, on: parent, armour: try await signer.sign(unsigned.content))
    }
}
