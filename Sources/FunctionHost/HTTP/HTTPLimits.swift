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
    /// How long events are still taken after SIGTERM, while readiness probes are told that the server shuts down.
    public var drain: Duration
    /// How long requests under way may take once the server shuts down; then they are answered 503.
    public var shutdown: Duration
    /// How long a command from a chat may take before it is answered that the work goes on. Slack waits 3 s and Teams 5;
    /// chats that wait longer can have the answer itself of work that takes longer.
    public var chat: Duration
    /// The most events at a time; others are answered 429.
    public var events: Int
    /// The most connections at a time; others wait until one is closed. More than events, so that probes find one.
    public var connections: Int

    /// Limits, by default 30 s for a body, 60 s of idleness, 2 s of lingering, no draining, 8 s to shut down (Cloud Run
    /// kills a container 10 s after SIGTERM), 2.5 s for chats, 128 events and 32 connections more.
    public init(
        body: Duration = .seconds(30),
        idle: Duration = .seconds(60),
        lingering: Duration = .seconds(2),
        drain: Duration = .zero,
        shutdown: Duration = .seconds(8),
        chat: Duration = .milliseconds(2500),
        events: Int = 128,
        connections: Int? = nil
    ) {
        self.body = body
        self.idle = idle
        self.lingering = lingering
        self.drain = drain
        self.shutdown = shutdown
        self.chat = chat
        self.events = events
        self.connections = connections ?? events + 32
    }

    /// Limits as an environment sets them.
    ///
    /// Without `GITOPS_DRAIN` there is no draining but under OpenFaaS's watchdog, which passes SIGTERM on at once and
    /// requests for some seconds more: of-watchdog sets `fprocess`, and waits for `healthcheck_interval`, 10 s unless set.
    ///
    /// - Throws: ``SettingsError`` that names the variable that cannot be used.
    public init(environment: [String: String]) throws(SettingsError) {
        let variables = EnvironmentVariables(environment)
        let standardDrain = variables["fprocess"] == nil ? 0 : 10
        self.init(
            drain: .seconds(try variables.number("GITOPS_DRAIN", in: 0...600, standard: standardDrain)),
            events: try variables.number("GITOPS_MAX_EVENTS", in: 1...10_000, standard: 128))
        let name = "GITOPS_CHAT_WAIT"
        if variables[name] != nil { chat = .seconds(try variables.number(name, in: 1...60, standard: 2)) }
    }
}
