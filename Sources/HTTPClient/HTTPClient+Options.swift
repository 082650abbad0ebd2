extension HTTPClient {
    /// What a client may do, and for how long.
    public struct Options: Sendable, Hashable {
        /// The only hosts that it sends anything to, in lower case; `nil` for all. It is for addresses that come from
        /// outside, and compares what libcurl reads of them.
        public var hosts: Set<String>?
        /// Whether addresses have to begin with `https:`.
        public var isHTTPSOnly: Bool
        /// Certificates for HTTPS.
        public var tls: TLSFiles
        /// The bounds of each request.
        public var limits: Limits

        /// Options; by default every HTTP server may be asked, with the system's own trust.
        public init(
            hosts: Set<String>? = nil,
            isHTTPSOnly: Bool = false,
            tls: TLSFiles = TLSFiles(),
            limits: Limits = Limits()
        ) {
            self.hosts = hosts
            self.isHTTPSOnly = isHTTPSOnly
            self.tls = tls
            self.limits = limits
        }
    }

    /// The bounds of a request.
    public struct Limits: Sendable, Hashable {
        /// The longest time without a byte from or to the server.
        public var stall: Duration
        /// The longest time for the whole of it, once it is its turn.
        public var total: Duration
        /// The largest body of an answer, in bytes.
        public var maximumBytes: Int

        /// Limits, by default 10 s without progress, 20 s in all and 1 MiB.
        public init(stall: Duration = .seconds(10), total: Duration = .seconds(20), maximumBytes: Int = 1 << 20) {
            self.stall = stall
            self.total = total
            self.maximumBytes = maximumBytes
        }
    }
}
