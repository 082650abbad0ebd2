import FoundationEssentials
import GitOps
import HTTPClient
import Logging

/// Tells people in a chat, in one line, what a handler did or would not do.
actor NoticeHook {
    /// Where to and in which form.
    struct Target: Sendable, Hashable {
        /// The address, which is the secret of most web hooks.
        let url: String
        let format: NoticeFormat
        /// The longest that an event waits for its notice.
        var patience = Duration.seconds(5)
    }

    /// How long the same refusal is not told again: an alert that fires comes every minute.
    private static let silence = Duration.seconds(3600)
    /// The most refusals that are remembered.
    private static let longestMemory = 1000

    private let target: Target
    private let tls: TLSFiles
    private let logger: Logger
    private var client: HTTPClient?
    private var told: [String: ContinuousClock.Instant] = [:]

    init(_ target: Target, tls: TLSFiles, logger: Logger) {
        self.target = target
        self.tls = tls
        self.logger = logger
    }

    /// Sends a line on an outcome that people want to know of: a commit, and once an hour why there is none. That it
    /// cannot be sent is logged and changes nothing.
    func tell(_ outcome: Outcome) async {
        guard let line = line(outcome) else { return }
        do {
            let request = HTTPClient.Request.post(json: try target.format.body(line), to: target.url)
            let response = try await connection().send(request)
            if !response.isSuccess {
                logger.warning("the chat did not take a notice", metadata: ["status": "\(response.status)"])
            }
        } catch {
            logger.warning("the chat could not be given a notice", metadata: ["reason": "\(error)"])
        }
    }

    private func connection() throws(HTTPClientError) -> HTTPClient {
        if let client { return client }
        let limits = HTTPClient.Limits(stall: target.patience, total: target.patience, maximumBytes: 1 << 16)
        let new = try HTTPClient(HTTPClient.Options(tls: tls, limits: limits))
        client = new
        return new
    }

    private func line(_ outcome: Outcome) -> String? {
        let text = outcome.message.split(whereSeparator: \.isNewline).joined(separator: " ")
        switch outcome.outcome {
        case .pushed:
            guard let refused = outcome.refused else { return text }
            return "\(text). Refused: \(refused.map(\.description).prefix(3).joined(separator: "; "))"
        case .refused, .failed: return isNew(text) ? "\(outcome.handler) \(outcome.outcome.rawValue): \(text)" : nil
        case .unchanged, .invalid, .retry: return nil
        }
    }

    private func isNew(_ text: String) -> Bool {
        let now = ContinuousClock.now
        told = told.filter { now - $0.value < Self.silence }
        if told.count >= Self.longestMemory { told = [:] }
        guard told[text] == nil else { return false }
        told[text] = now
        return true
    }
}

extension NoticeHook.Target: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The form alone: the address is a secret.
    var description: String { "a web hook of \(format.rawValue)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}

extension EnvironmentVariables {
    /// Where people are told what happens; `nil` if nowhere.
    func noticeTarget() throws(SettingsError) -> NoticeHook.Target? {
        let (name, formatName) = ("GITOPS_NOTICE_URL", "GITOPS_NOTICE_FORMAT")
        let text = self[formatName]
        guard let url = try secret(name, orFile: name + "_FILE") else {
            guard text == nil else { throw SettingsError(formatName, "is set, but \(name) is not") }
            return nil
        }
        guard url.hasPrefix("https://") || url.hasPrefix("http://") else {
            throw SettingsError(name, "has to be the address of a web hook, as https://hooks.slack.com/services/…")
        }
        guard let format = NoticeFormat(rawValue: text ?? NoticeFormat.slack.rawValue) else {
            let known = NoticeFormat.allCases.map(\.rawValue).joined(separator: ", ")
            throw SettingsError(formatName, "has to be one of \(known)")
        }
        return NoticeHook.Target(url: url, format: format)
    }
}
