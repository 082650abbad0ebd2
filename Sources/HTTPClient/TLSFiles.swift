/// Whom to trust, and who this client is, where the system's own settings are not enough.
public struct TLSFiles: Sendable, Hashable {
    /// A file of certificates (PEM) of authorities to trust, in place of the system's.
    public var authorities: String?
    /// A file with this client's certificate (PEM).
    public var certificate: String?
    /// A file with its private key (PEM).
    public var key: String?

    /// Files; none of them has to be given.
    public init(authorities: String? = nil, certificate: String? = nil, key: String? = nil) {
        self.authorities = authorities
        self.certificate = certificate
        self.key = key
    }
}
