import CNATS
public import FoundationEssentials

/// How a durable consumer hands out a stream's messages. Limits that are `nil` are not set.
public struct ConsumerConfiguration: Sendable, Hashable {
    /// The stream's name.
    public var stream: String
    /// The consumer's name; those that fetch under the same name share its messages.
    public var durable: String
    /// The subject that it hands out, which may have wildcards; `nil` for all.
    public var filterSubject: String?
    /// How long a message may stay unacknowledged before it is delivered again.
    public var ackWait: Duration
    /// Where it starts.
    public var start = Start.first
    /// After how long without anybody who fetches the server removes it; `nil` for never.
    public var inactivityLimit: Duration?
    /// How often a message is delivered at most. After that it stays in the stream and nobody is told.
    public var maxDeliver: Int64?
    /// How many messages may be unacknowledged at the same time, those that wait for a delayed redelivery included. At
    /// this number the consumer stands still. 1,000 is the server's own, which it also takes for a number below 1; of a
    /// consumer that was made with no limit it is `Int64.max`.
    public var maxAckPending: Int64

    /// Whether every message is acknowledged for itself. It is so in consumers that this module creates.
    public internal(set) var isExplicitlyAcknowledged = true
    /// Whether messages are fetched and not pushed. It is so in consumers that this module creates.
    public internal(set) var isPull = true
    /// Whether messages come without their payload. It is not so in consumers that this module creates.
    public internal(set) var isHeadersOnly = false
    /// Waits before each redelivery, which count in place of ``ackWait``; empty in consumers that this module creates.
    public internal(set) var backoff: [Duration] = []

    /// The first message that a consumer hands out.
    public enum Start: Sendable, Hashable {
        /// The stream's first.
        case first
        /// That of a sequence number, or the next one after it.
        case sequence(UInt64)
        /// The first that was stored at this moment or later; in the first tenth of a second, since that second began.
        case time(Date)
        /// Not before those that were there when the consumer was made, or only the last of them.
        case latest
    }

    /// A consumer that starts with the stream's first message.
    public init(
        stream: String,
        durable: String,
        filterSubject: String? = nil,
        ackWait: Duration = .seconds(30),
        maxDeliver: Int64? = nil,
        maxAckPending: Int64 = 1_000
    ) {
        self.stream = stream
        self.durable = durable
        self.filterSubject = filterSubject
        self.ackWait = ackWait
        self.maxDeliver = maxDeliver
        self.maxAckPending = maxAckPending
    }
}

extension ConsumerConfiguration {
    init(_ config: jsConsumerConfig, stream: String) {
        let filter = text(config.FilterSubject)
        self.init(
            stream: stream,
            durable: text(config.Durable),
            filterSubject: filter.isEmpty ? nil : filter,
            ackWait: .nanoseconds(config.AckWait),
            maxDeliver: config.MaxDeliver > 0 ? config.MaxDeliver : nil,
            maxAckPending: config.MaxAckPending > 0 ? config.MaxAckPending : .max
        )
        start = Start(config)
        inactivityLimit = config.InactiveThreshold > 0 ? .nanoseconds(config.InactiveThreshold) : nil
        isExplicitlyAcknowledged = config.AckPolicy == js_AckExplicit
        isPull = text(config.DeliverSubject).isEmpty
        isHeadersOnly = config.HeadersOnly
        backoff = UnsafeBufferPointer(start: config.BackOff, count: config.BackOff == nil ? 0 : Int(config.BackOffLen))
            .map { .nanoseconds($0) }
    }

    /// Lends the configuration as the library wants it.
    func withLibraryConfig(_ body: (UnsafeMutablePointer<jsConsumerConfig>) -> natsStatus) -> natsStatus {
        durable.withCString { durable in
            (filterSubject ?? "").withCString { filter in
                var config = jsConsumerConfig()
                let status = jsConsumerConfig_Init(&config)
                guard status == NATS_OK else { return status }
                config.Durable = durable
                config.FilterSubject = filterSubject == nil ? nil : filter
                start.set(&config)
                config.InactiveThreshold = inactivityLimit?.wholeNanoseconds ?? 0
                config.AckPolicy = js_AckExplicit
                config.AckWait = ackWait.wholeNanoseconds
                config.MaxDeliver = maxDeliver ?? -1
                config.MaxAckPending = maxAckPending
                return body(&config)
            }
        }
    }
}

extension ConsumerConfiguration.Start {
    fileprivate init(_ config: jsConsumerConfig) {
        self =
            switch config.DeliverPolicy {
            case js_DeliverAll: .first
            case js_DeliverByStartSequence: .sequence(config.OptStartSeq)
            case js_DeliverByStartTime: .time(Date(timeIntervalSince1970: Double(config.OptStartTime) / 1e9))
            default: .latest
            }
    }

    fileprivate func set(_ config: inout jsConsumerConfig) {
        switch self {
        case .first: config.DeliverPolicy = js_DeliverAll
        case .sequence(let sequence):
            config.DeliverPolicy = js_DeliverByStartSequence
            config.OptStartSeq = sequence
        case .time(let time):
            config.DeliverPolicy = js_DeliverByStartTime
            // The library counts nanoseconds from 1970, which end in 2262, and takes none for no time.
            let seconds = min(max(time.timeIntervalSince1970, 1), 9e9)
            let nanoseconds = Int64((seconds * 1e9).rounded())
            // Version 3.4 of the library leaves out zeros after the point: 0.05 s becomes ".5", and what was stored in
            // between is passed over. The whole second is the last moment before that which it writes well.
            let fraction = nanoseconds % 1_000_000_000
            config.OptStartTime = fraction < 100_000_000 ? nanoseconds - fraction : nanoseconds
        case .latest: config.DeliverPolicy = js_DeliverNew
        }
    }
}
