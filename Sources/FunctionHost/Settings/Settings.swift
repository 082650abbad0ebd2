import Events
public import GitOps
import HTTPClient
public import RemoteGit

/// What a host is told from outside: the repository to write to, and how.
public struct Settings: Sendable {
    /// The repository.
    public var repository: RemoteAddress
    /// The branch; `nil` for the one that the remote's HEAD names.
    public var branch: String?
    /// Where the policy comes from.
    public var policy: PolicySource
    /// Who to be to the server, in place of what the repository's address says.
    public var identity: ClientIdentity
    /// Author and committer of the commits.
    public var author: CommitDraft.Signature
    /// What commits are signed with; `nil` for no signatures.
    public var signingKey: SigningKey?
    /// How long to wait for a byte of the Git server, and how long to decide again while others push to the branch.
    public var timeout: Duration
    /// The most to take from the Git server in one answer, in bytes.
    public var maximumReceivedBytes: Int
    /// The longest event to take, in bytes.
    public var maximumEventBytes: Int
    /// What deliveries over HTTP have to show.
    public var webHooks: WebHookSettings
    /// Where Argo CD is told of a push; `nil` if it finds out by itself.
    var argoCD: ArgoCDWebhook.Target?
    /// Where people are told what handlers did for them; `nil` if nowhere.
    var notices: NoticeHook.Target?
    /// How commands from chats are verified and answered.
    var chat: ChatSettings

    /// Reads the settings from an environment.
    ///
    /// - Throws: ``SettingsError`` that names the first variable that cannot be used.
    public init(environment: [String: String]) throws(SettingsError) {
        let variables = EnvironmentVariables(environment)
        repository = try Self.repository(variables)
        branch = variables["GITOPS_BRANCH"]
        policy = variables["GITOPS_POLICY"].map(PolicySource.file) ?? .repository
        identity = ClientIdentity(
            credentials: try Self.credentials(variables),
            tls: TLSFiles(
                authorities: variables["GITOPS_CA_FILE"], certificate: variables["GITOPS_CLIENT_CERTIFICATE_FILE"],
                key: variables["GITOPS_CLIENT_KEY_FILE"]),
            ssh: SSHIdentity(
                keyFile: variables["GITOPS_SSH_KEY_FILE"], knownHostsFile: variables["GITOPS_KNOWN_HOSTS_FILE"]))
        author = try Self.author(variables)
        signingKey = try Self.signingKey(variables)
        timeout = .seconds(try variables.number("GITOPS_TIMEOUT", in: 1...3600, standard: 30))
        maximumReceivedBytes = try variables.number(
            "GITOPS_MAX_RECEIVED_BYTES", in: 1...1_000_000_000, standard: TransferLimits().maximumBytes)
        maximumEventBytes = try variables.number(
            "GITOPS_MAX_EVENT_BYTES", in: 1...(64 << 20), standard: Delivery.standardByteLimit)
        webHooks = try WebHookSettings(environment: environment)
        argoCD = try Self.argoCD(variables)
        notices = try variables.noticeTarget()
        chat = try ChatSettings(variables)
    }

    private static func argoCD(_ variables: EnvironmentVariables) throws(SettingsError) -> ArgoCDWebhook.Target? {
        let (name, secret) = ("GITOPS_ARGOCD_WEBHOOK", "GITOPS_ARGOCD_WEBHOOK_SECRET")
        let text = try variables.secret(secret, orFile: secret + "_FILE")
        guard let url = variables[name] else {
            guard text == nil else { throw SettingsError(secret, "is set, but \(name) is not") }
            return nil
        }
        guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
            throw SettingsError(name, "has to be an address, as https://argocd.example.com/api/webhook")
        }
        return ArgoCDWebhook.Target(url: url, secret: text)
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
        // HTTP Basic has no way to say such a name (RFC 7617 section 2).
        guard username?.contains(where: { $0 == ":" || $0.isNewline }) != true else {
            throw SettingsError("GITOPS_USERNAME", "holds a colon or a line break")
        }
        // Read once here so that a mistake shows at the start; the file is read again for each request.
        guard let token = try variables.secret("GITOPS_TOKEN", orFile: "GITOPS_TOKEN_FILE") else {
            guard username == nil else {
                throw SettingsError("GITOPS_USERNAME", "is set, but neither GITOPS_TOKEN nor GITOPS_TOKEN_FILE is")
            }
            return nil
        }
        let credentials =
            variables["GITOPS_TOKEN_FILE"].map { Credentials(username: username, tokenFile: $0) }
            ?? Credentials(username: username, token: token)
        switch variables["GITOPS_AUTHENTICATION"] {
        case nil, "basic": return credentials
        case "bearer": return credentials.asBearer
        default: throw SettingsError("GITOPS_AUTHENTICATION", "has to be basic or bearer")
        }
    }

    private static func author(_ variables: EnvironmentVariables) throws(SettingsError) -> CommitDraft.Signature {
        do {
            return try CommitDraft.Signature(
                variables["GITOPS_AUTHOR"] ?? "gitops-functions <gitops-functions@localhost>")
        } catch {
            throw SettingsError("GITOPS_AUTHOR", "cannot be used: \(error.message)")
        }
    }

    private static func signingKey(_ variables: EnvironmentVariables) throws(SettingsError) -> SigningKey? {
        let name = "GITOPS_SIGNING_KEY_FILE"
        guard let file = variables[name] else { return nil }
        do {
            return try SigningKey(file: file)
        } catch {
            throw SettingsError(name, "cannot be used: \(error.message)")
        }
    }
}
