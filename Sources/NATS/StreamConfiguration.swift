import CNATS

/// What a stream keeps, where, and for how long. Limits that are `nil` are not set.
public struct StreamConfiguration: Sendable, Hashable {
    /// Which messages are kept.
    public enum Retention: String, Sendable {
        /// All, until a limit is reached.
        case limits
        /// Those that some consumer has not acknowledged.
        case interest
        /// Those that have not been acknowledged.
        case workQueue
    }

    /// Where messages are kept.
    public enum Storage: String, Sendable {
        /// On disk.
        case file
        /// In memory: lost when the server ends.
        case memory
    }

    /// What happens when a limit is reached.
    public enum Discard: String, Sendable {
        /// The oldest messages are dropped.
        case old
        /// New messages are refused.
        case new
    }

    /// The stream's name.
    public var name: String
    /// The subjects that it takes, which may have wildcards.
    public var subjects: [String]
    /// Which messages are kept.
    public var retention = Retention.limits
    /// Where they are kept.
    public var storage = Storage.file
    /// What happens when a limit is reached.
    public var discard = Discard.old
    /// How many messages are kept.
    public var maxMessages: Int64?
    /// How many messages of one subject are kept.
    public var maxMessagesPerSubject: Int64?
    /// How many bytes are kept.
    public var maxBytes: Int64?
    /// How long messages are kept.
    public var maxAge: Duration?
    /// How large a message may be, in bytes.
    public var maxMessageSize: Int32?
    /// For how long a message's id is remembered; 2 minutes unless set.
    public var duplicateWindow: Duration?
    /// How many servers keep a copy.
    public var replicas: Int64 = 1
    /// Whether the stream stores without answering. It would have to be published to blindly.
    public var isUnacknowledged = false
    /// Whether the stream takes no more messages.
    public var isSealed = false

    /// A stream with the defaults that are documented at each property.
    public init(name: String, subjects: [String]) {
        self.name = name
        self.subjects = subjects
    }
}

extension StreamConfiguration {
    init(_ config: jsStreamConfig) {
        self.init(name: text(config.Name), subjects: strings(config.Subjects, count: config.SubjectsLen))
        retention =
            switch config.Retention {
            case js_InterestPolicy: .interest
            case js_WorkQueuePolicy: .workQueue
            default: .limits
            }
        storage = config.Storage == js_MemoryStorage ? .memory : .file
        discard = config.Discard == js_DiscardNew ? .new : .old
        maxMessages = config.MaxMsgs > 0 ? config.MaxMsgs : nil
        maxMessagesPerSubject = config.MaxMsgsPerSubject > 0 ? config.MaxMsgsPerSubject : nil
        maxBytes = config.MaxBytes > 0 ? config.MaxBytes : nil
        maxAge = config.MaxAge > 0 ? .nanoseconds(config.MaxAge) : nil
        maxMessageSize = config.MaxMsgSize > 0 ? config.MaxMsgSize : nil
        duplicateWindow = config.Duplicates > 0 ? .nanoseconds(config.Duplicates) : nil
        replicas = config.Replicas
        isUnacknowledged = config.NoAck
        isSealed = config.Sealed
    }

    /// Lends the configuration as the library wants it.
    func withLibraryConfig(_ body: (UnsafeMutablePointer<jsStreamConfig>) -> natsStatus) -> natsStatus {
        name.withCString { name in
            withCStrings(subjects) { subjectPointers in
                var config = jsStreamConfig()
                let status = jsStreamConfig_Init(&config)
                guard status == NATS_OK else { return status }
                config.Name = name
                config.Subjects = subjectPointers
                config.SubjectsLen = Int32(clamping: subjects.count)
                setPolicies(&config)
                setLimits(&config)
                return body(&config)
            }
        }
    }

    private func setPolicies(_ config: inout jsStreamConfig) {
        config.Retention =
            switch retention {
            case .limits: js_LimitsPolicy
            case .interest: js_InterestPolicy
            case .workQueue: js_WorkQueuePolicy
            }
        config.Storage = storage == .memory ? js_MemoryStorage : js_FileStorage
        config.Discard = discard == .new ? js_DiscardNew : js_DiscardOld
        config.NoAck = isUnacknowledged
        config.Sealed = isSealed
        config.Replicas = replicas
    }

    private func setLimits(_ config: inout jsStreamConfig) {
        config.MaxMsgs = maxMessages ?? -1
        config.MaxMsgsPerSubject = maxMessagesPerSubject ?? -1
        config.MaxBytes = maxBytes ?? -1
        config.MaxAge = maxAge?.wholeNanoseconds ?? 0
        config.MaxMsgSize = maxMessageSize ?? -1
        config.Duplicates = duplicateWindow?.wholeNanoseconds ?? 0
    }
}
