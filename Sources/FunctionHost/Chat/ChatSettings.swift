import Events
import HTTPClient

/// How commands from chats are verified, and where they are answered, from the environment.
struct ChatSettings: Sendable {
    /// What shows that a command comes from a chat; empty if no chat has a secret here.
    let proofs: [any DeliveryProof]
    /// How answers are sent after the request.
    var answers: HTTPClient.Options
    /// Whom to trust as a chat's server. Not the authorities of the Git server, since what is trusted there takes the place of
    /// all others; and a chat has no business with that server's client certificate.
    let tls: TLSFiles

    /// Where Slack takes later answers.
    private static let slackHost = "hooks.slack.com"
    /// The bounds of a later answer.
    private static let limits = HTTPClient.Limits(stall: .seconds(3), total: .seconds(5), maximumBytes: 1 << 16)

    /// Reads `GITOPS_SLACK_SIGNING_SECRET`, `GITOPS_TEAMS_SECRET` and `GITOPS_MATTERMOST_TOKEN`, the same with `_FILE`,
    /// `GITOPS_CHAT_RESPONSE_HOSTS` and `GITOPS_CHAT_CA_FILE`.
    ///
    /// - Throws: ``SettingsError`` that names the first variable that cannot be used.
    init(_ variables: EnvironmentVariables) throws(SettingsError) {
        var proofs: [any DeliveryProof] = []
        if let secret = try Self.secret("GITOPS_SLACK_SIGNING_SECRET", variables) {
            proofs.append(OwnFormatProof(system: .slack, proof: SlackProof(SharedSecret(secret))))
        }
        let teams = "GITOPS_TEAMS_SECRET"
        if let secret = try Self.secret(teams, variables) {
            guard let proof = TeamsProof(securityToken: secret) else {
                throw SettingsError(teams, "is not the token that Teams shows, which is base64")
            }
            proofs.append(OwnFormatProof(system: .teams, proof: proof))
        }
        if let token = try Self.secret("GITOPS_MATTERMOST_TOKEN", variables) {
            proofs.append(OwnFormatProof(system: .mattermost, proof: MattermostProof(SharedSecret(token))))
        }
        self.proofs = proofs
        tls = TLSFiles(authorities: variables["GITOPS_CHAT_CA_FILE"])
        answers = HTTPClient.Options(
            hosts: try Self.hosts(variables).union([Self.slackHost]), isHTTPSOnly: true, tls: tls, limits: Self.limits)
    }

    private static func secret(_ name: String, _ variables: EnvironmentVariables) throws(SettingsError) -> String? {
        try variables.secret(name, orFile: name + "_FILE")
    }

    private static func hosts(_ variables: EnvironmentVariables) throws(SettingsError) -> Set<String> {
        let name = "GITOPS_CHAT_RESPONSE_HOSTS"
        let hosts = (variables[name] ?? "").split(separator: ",").map { $0.filter { !$0.isWhitespace }.lowercased() }
        guard hosts.allSatisfy({ !$0.isEmpty && !$0.contains("/") && !$0.contains(":") && !$0.contains("*") }) else {
            throw SettingsError(name, "has to be names of hosts with commas between them, as chat.example.com")
        }
        return Set(hosts)
    }
}
