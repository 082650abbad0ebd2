public import RemoteGit

/// One application of the policy that exists at a commit.
public struct Application: Sendable {
    /// Its name, as Argo CD knows it.
    public let name: String
    /// The directory of its manifests.
    public let path: RepositoryPath
    /// The files in that directory that are its own; `nil` for all.
    public let files: [RepositoryPath]?
    /// The entry of the policy that it comes from.
    public let rule: ApplicationRule
    /// The values of the entry's placeholders.
    public let bindings: Template.Bindings
}
