import Logging
import Synchronization

/// Keeps what was logged, so that a test can read it.
final class LogRecorder: Sendable {
    /// A message with what belongs to it.
    struct Line: Sendable {
        let level: Logger.Level
        let message: String
        let metadata: [String: String]
    }

    private let recorded = Mutex<[Line]>([])

    var lines: [Line] { recorded.withLock { $0 } }
    var logger: Logger { Logger(label: "test") { _ in Handler(recorder: self) } }

    /// What the client said of a server that can do less, as `v2 everything`.
    var steps: [String] {
        lines.filter { $0.message == "the git server can do less than expected" }
            .map { "\($0.metadata["version"] ?? "") \($0.metadata["fetching"] ?? "")" }
    }

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
