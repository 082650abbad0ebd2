import Events
public import GitOps
public import RemoteGit

/// What a host is told from outside: the repository to write to, and how.
public struct Settings: Sendable {
    /// The repository.
    public var repository: RemoteAddress
    /// The branch; `nil` for the one that the remote's HEAD names.
    public var branch: String?
    /// Where the policy comes from.
    public var policy: PolicySource
    /// Credentials to use in place of any in the repository's address.
    public var credentials: Credentials?
    /// Author and committer of the commits.
    public var author: CommitDraft.Signature
    /// How long to wait for a byte of the Git server, and how long to decide again while others push to the branch.
    public var timeout: Duration
    /// The longest event to take, in bytes.
    public var maximumEventBytes: Int

    /// Reads the settings from an environment.
    ///
    /// - Throws: ``SettingsError`` that names the first variable that cannot be used.
    public init(environment: [String: String]) throws(SettingsError) {
        let variables = EnvironmentVariables(environment)
        try variables.refuse(["GITOPS_SSH_KEY_FILE", "GITOPS_KNOWN_HOSTS_FILE", "GITOPS_SIGNING_KEY_FILE"])
        repository = try Self.repository(variables)
        branch = variables["GITOPS_BRANCH"]
        policy = variables["GITOPS_POLICY"].map(PolicySource.file) ?? .repository
        credentials = try Self.credentials(variables)
        author = try Self.author(variables)
        timeout = .seconds(try variables.number("GITOPS_TIMEOUT", in: 1...3600, standard: 30))
        maximumEventBytes = try variables.number(
            "GITOPS_MAX_EVENT_BYTES", in: 1...(64 << 20), standard: Delivery.standardByteLimit)
    }

    private static func repository(_ variables: EnvironmentVariables) throws(SettingsError) -> RemoteAddress {
        let name = "GITOPS_REPOSITORY"
        let text = try variables.required(name, "the address of the GitOps repository")
        do {
            return try RemoteAddress(text)
        } catch {
            throw SettingsError(name, "cannot be used: \(error.message)")
        }
    }

    private static func credentials(_ variables: EnvironmentVariables) throws(SettingsError) -> Credentials? {
        let username = variables["GITOPS_USERNAME"]
        let token = try variables.secret("GITOPS_TOKEN", orFile: "GITOPS_TOKEN_FILE")
        guard let token else {
            guard username == nil else {
                throw SettingsError("GITOPS_USERNAME", "is set, but neither GITOPS_TOKEN nor GITOPS_TOKEN_FILE is")
            }
            return nil
        }
        // HTTP Basic has no way to say such a name (RFC 7617 section 2).
        guard username?.contains(where: { $0 == ":" || $0.isNewline }) != true else {
            throw SettingsError("GITOPS_USERNAME", "holds a colon or a line break")
        }
        return Credentials(username: username, token: token)
    }

    private static func author(_ variables: EnvironmentVariables) throws(SettingsError) -> CommitDraft.Signature {
        do {
            return try CommitDraft.Signature(
                variables["GITOPS_AUTHOR"] ?? "gitops-functions <gitops-functions@localhost>")
        } catch {
            throw SettingsError("GITOPS_AUTHOR", "cannot be used: \(error.message)")
        }
    }
}
