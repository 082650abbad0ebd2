import FoundationEssentials

extension Revision {
    /// A revision that holds these files and is on no server: to decide on, not to push.
    ///
    /// - Throws: ``RemoteGitError`` of class `invalidRequest` if one file would be in another.
    public init(files: [RepositoryPath: [UInt8]]) throws(RemoteGitError) {
        let changes = files.sorted { $0.key < $1.key }.map {
            TreeBuilder.Change(path: $0.key.components[...], value: .content($0.value))
        }
        let empty = GitObject(.tree, [])
        var objects = ObjectSet()
        try objects.insert([empty])
        var builder = TreeBuilder(objects: objects)
        let tree = try builder.apply(changes, toRoot: empty.id)
        let epoch = Date(timeIntervalSince1970: 0)
        let draft = CommitDraft(
            message: "Files", signature: try CommitDraft.Signature(name: "nobody", email: "nobody@localhost"),
            authored: epoch, committed: epoch)
        let commit = try Commit(draft.object(tree: tree, parent: nil))
        self.init(tip: commit, ledger: [commit], ledgerStart: nil, shallow: [], objects: builder.objects)
        isOnServer = false
    }
}
