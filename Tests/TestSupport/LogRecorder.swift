public import Logging
import Synchronization

/// Keeps what was logged, so that a test can read it.
public final class LogRecorder: Sendable {
    /// A message with what belongs to it.
    public struct Line: Sendable {
        /// How grave it is.
        public let level: Logger.Level
        /// What is said each time.
        public let message: String
        /// What is said this time.
        public let metadata: [String: String]
    }

    /// A recorder with nothing in it.
    public init() {}

    private let recorded = Mutex<[Line]>([])

    /// All that was logged so far.
    public var lines: [Line] { recorded.withLock { $0 } }
    /// A logger of every level that writes here.
    public var logger: Logger { Logger(label: "test") { _ in Handler(recorder: self) } }

    /// How often a message was logged.
    public func count(_ message: String) -> Int { lines.count { $0.message == message } }

    private struct Handler: LogHandler {
        let recorder: LogRecorder
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let line = Line(
                level: event.level, message: "\(event.message)",
                metadata: (event.metadata ?? [:]).mapValues { "\($0)" })
            recorder.recorded.withLock { $0.append(line) }
        }
    }
}
