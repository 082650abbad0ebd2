/// What a server grants its clients, so that none of them can keep it busy. The limit on a body's bytes is in
/// ``Settings``.
public struct HTTPLimits: Sendable, Hashable {
    /// The time from a request's head to the last byte of its body; then the connection is cut.
    public var body: Duration
    /// How long a connection may be idle, or take for a request's head, before it is closed.
    public var idle: Duration
    /// How long what a refused client still sends is read and thrown away. Without that it might never see the answer:
    /// closing a connection with unread bytes takes the answer back (RFC 9112 section 9.6).
    public var lingering: Duration
    /// How long requests under way may take once the server shuts down; then they are answered 503.
    public var shutdown: Duration
    /// The most connections at a time; others wait until one is closed.
    public var connections: Int

    /// Limits, by default 30 s for a body, 60 s of idleness, 2 s of lingering, 8 s to shut down (Cloud Run kills a
    /// container 10 s after SIGTERM) and 128 connections.
    public init(
        body: Duration = .seconds(30),
        idle: Duration = .seconds(60),
        lingering: Duration = .seconds(2),
        shutdown: Duration = .seconds(8),
        connections: Int = 128
    ) {
        self.body = body
        self.idle = idle
        self.lingering = lingering
        self.shutdown = shutdown
        self.connections = connections
    }
}
