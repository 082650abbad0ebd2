/// Where to connect, as whom, and how patiently.
public struct NATSConnectionOptions: Sendable {
    /// The servers, as `nats://host:4222` or `tls://host:4222`; any of them will do, and the others of their cluster are
    /// learned from it. A scheme and port may be left out. User info in a URL counts before ``credentials``.
    public var servers: [String]
    /// The connection's name in the server's monitoring.
    public var name: String
    /// Who we are.
    public var credentials: NATSCredentials
    /// How to use TLS; `nil` for none, unless a server's URL begins with `tls://`.
    public var tls: NATSTLS?
    /// How long one server may take to accept the connection, 2 s unless set.
    public var connectTimeout: Duration = .seconds(2)
    /// How long to wait before the same server is tried again, 1 s unless set; the library adds up to 0.1 s at random.
    public var reconnectWait: Duration = .seconds(1)
    /// How often an idle connection is probed, 20 s unless set. After two probes without answer it counts as lost.
    public var pingInterval: Duration = .seconds(20)
    /// How long a write to the socket may block, 10 s unless set.
    public var writeTimeout: Duration = .seconds(10)
    /// How long the server may take to answer a request about streams and consumers, to store a message or to confirm an
    /// acknowledgement, 5 s unless set.
    public var requestTimeout: Duration = .seconds(5)

    /// Options with the defaults that are documented at each.
    public init(
        servers: [String] = ["nats://127.0.0.1:4222"],
        name: String = "gitops-functions",
        credentials: NATSCredentials = .none,
        tls: NATSTLS? = nil
    ) {
        self.servers = servers
        self.name = name
        self.credentials = credentials
        self.tls = tls
    }
}

/// Who connects.
public enum NATSCredentials: Sendable {
    /// Nobody in particular, or the user that the server's URL names.
    case none
    /// A user's name and password.
    case password(user: String, password: String)
    /// A token.
    case token(String)
    /// The path of a `.creds` file, with a user's JWT and seed.
    case credentialsFile(path: String)
    /// The path of a file with the seed (`SU…`) of a user's NKey.
    case nkey(seedFile: String)
}

/// How TLS is used. The server's certificate is always verified.
public struct NATSTLS: Sendable, Hashable {
    /// The path of a PEM file with the authorities to trust; `nil` for those of the system.
    public var authorities: String?
    /// The paths of PEM files with the client's certificate chain and its key, where the server asks for one.
    public var clientCertificate: (chain: String, key: String)? {
        get { chain.flatMap { chain in key.map { (chain, $0) } } }
        set { (chain, key) = (newValue?.chain, newValue?.key) }
    }
    /// The name that the server's certificate must have; `nil` for the host of the server's URL.
    public var serverName: String?

    private var chain: String?
    private var key: String?

    /// How TLS is used; each is explained at its property.
    public init(
        authorities: String? = nil,
        clientCertificate: (chain: String, key: String)? = nil,
        serverName: String? = nil
    ) {
        self.authorities = authorities
        self.serverName = serverName
        self.clientCertificate = clientCertificate
    }
}

extension NATSCredentials: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The kind of credentials and what is no secret of them.
    public var description: String {
        switch self {
        case .none: "none"
        case .password(let user, _): "password of \(user)"
        case .token: "token"
        case .credentialsFile(let path): "credentials file \(path)"
        case .nkey(let seedFile): "nkey of \(seedFile)"
        }
    }

    /// The same as ``description``.
    public var debugDescription: String { description }

    /// Nothing, so that no secret is dumped.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension NATSConnectionOptions: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The servers without user info, and the kind of credentials.
    public var description: String { "\(serverList) (\(name), \(credentials))" }

    /// The same as ``description``.
    public var debugDescription: String { description }

    /// Nothing, so that no secret is dumped.
    public var customMirror: Mirror { Mirror(self, children: []) }

    /// The servers without user info, for messages and logs.
    var serverList: String { servers.map(redactingServer).joined(separator: ", ") }

    /// Whether TLS is to be used, and how.
    var effectiveTLS: NATSTLS? {
        tls ?? (servers.contains { $0.lowercased().hasPrefix("tls://") } ? NATSTLS() : nil)
    }

    private func redactingServer(_ server: String) -> String {
        // The library takes a server without scheme as well.
        server.contains("://") ? redactingUserInfo(server) : String(redactingUserInfo("://" + server).dropFirst(3))
    }
}
