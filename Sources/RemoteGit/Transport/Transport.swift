/// The two programs on the server's side (gitprotocol-http, "Smart Service").
enum GitService: String, Sendable {
    /// Reads refs and objects.
    case uploadPack = "git-upload-pack"
    /// Takes a push.
    case receivePack = "git-receive-pack"
}

/// One request and its answer. Every request stands alone: nothing is remembered between two.
protocol Transport: Sendable {
    /// Whether the server too sees each request alone, and not as the next one of a connection.
    var isStateless: Bool { get }

    /// Sends `body` to the service and returns the body of the answer.
    ///
    /// - Throws: ``RemoteGitError`` of a class that says what helps.
    func exchange(_ service: GitService, _ body: [UInt8]) async throws(RemoteGitError) -> [UInt8]

    /// What the server says unasked of its `git-upload-pack`: what it can do, and in version 0 its refs.
    ///
    /// - Throws: ``RemoteGitError`` of a class that says what helps.
    func advertisement() async throws(RemoteGitError) -> [UInt8]
}

/// What a conversation has cost so far.
public struct Traffic: Sendable, Hashable {
    /// Requests sent.
    public var requests = 0
    /// Bytes of the requests' bodies.
    public var bytesSent = 0
    /// Bytes of the answers' bodies.
    public var bytesReceived = 0

    /// Nothing sent and nothing received.
    public init() {}

    /// What came on top since `earlier`.
    public static func - (now: Traffic, earlier: Traffic) -> Traffic {
        var difference = Traffic()
        difference.requests = now.requests - earlier.requests
        difference.bytesSent = now.bytesSent - earlier.bytesSent
        difference.bytesReceived = now.bytesReceived - earlier.bytesReceived
        return difference
    }
}

/// The bounds of a conversation.
public struct TransferLimits: Sendable, Hashable {
    /// The longest time without a byte from or to the server.
    public var stall: Duration
    /// The longest time that one request may take.
    public var total: Duration { stall * 10 }
    /// The largest answer, and the largest sum of the objects in it, in bytes.
    public var maximumBytes: Int

    /// Limits, by default 30 s without progress and 64 MB.
    public init(stall: Duration = .seconds(30), maximumBytes: Int = 64_000_000) {
        self.stall = stall
        self.maximumBytes = maximumBytes
    }
}
