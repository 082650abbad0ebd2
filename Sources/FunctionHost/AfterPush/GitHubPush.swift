import GitOps
import RemoteGit

/// GitHub's notice of a push, as far as Argo CD reads it.
struct GitHubPush: Encodable {
    struct Commit: Encodable {
        let id: String
        let added: [String]
        let modified: [String]
        let removed: [String]
    }

    struct Repository: Encodable {
        let html_url: String
        let default_branch: String
    }

    let ref: String
    let before: String
    let after: String
    let commits: [Commit]
    let repository: Repository

    /// - Parameter webAddress: the repository's, by which Argo CD finds the applications that it is the source of.
    init(_ update: BranchUpdate, webAddress: String) {
        ref = "refs/heads/\(update.branch)"
        before = "\(update.before)"
        after = "\(update.after)"
        // Which files are new does not matter to Argo CD: it compares all three lists with an application's paths.
        commits = [Commit(id: after, added: [], modified: update.paths.map(\.description), removed: [])]
        // Applications that follow HEAD are looked at, too: that is once too often if this is another branch.
        repository = Repository(html_url: webAddress, default_branch: update.branch)
    }
}
