public import HTTPClient

/// Who this client is to servers, and which of them it trusts.
public struct ClientIdentity: Sendable, Hashable {
    /// What HTTP servers are shown.
    public var credentials: Credentials?
    /// Certificates for HTTPS.
    public var tls: TLSFiles
    /// Keys for SSH.
    public var ssh: SSHIdentity

    /// An identity; by default nothing is shown, and the system's own trust holds.
    public init(credentials: Credentials? = nil, tls: TLSFiles = TLSFiles(), ssh: SSHIdentity = SSHIdentity()) {
        self.credentials = credentials
        self.tls = tls
        self.ssh = ssh
    }
}
