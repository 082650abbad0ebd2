import FoundationEssentials
import GitOps
import HTTPClient
import Logging
import RemoteGit

/// Tells Argo CD of a push at once; by itself it looks at a repository every few minutes only.
///
/// Argo CD takes the notices of Git hosts (its manual, "Git Webhook Configuration"). This sends GitHub's, which it takes
/// for a repository on any host: it goes by the address alone.
struct ArgoCDWebhook: Sendable {
    /// Where to and by which secret.
    struct Target: Sendable, Hashable {
        /// The address of `/api/webhook`.
        let url: String
        /// Argo CD's `webhook.github.secret`; `nil` if it has none.
        let secret: String?
        /// The longest that an event waits for its notice.
        var patience = Duration.seconds(2)
    }

    /// GitHub's name of the event, and what Argo CD knows it by.
    private static let event: (name: String, value: String) = ("X-GitHub-Event", "push")

    private let target: Target
    private let repository: RemoteAddress
    private let client: HTTPClient
    private let logger: Logger

    /// - Throws: ``SettingsError`` if libcurl cannot start.
    init(_ target: Target, repository: RemoteAddress, tls: TLSFiles, logger: Logger) throws(SettingsError) {
        let limits = HTTPClient.Limits(stall: target.patience, total: target.patience, maximumBytes: 1 << 16)
        do {
            client = try HTTPClient(HTTPClient.Options(tls: tls, limits: limits))
        } catch {
            throw SettingsError("GITOPS_ARGOCD_WEBHOOK", "cannot be used: \(error)")
        }
        self.target = target
        self.repository = repository
        self.logger = logger
    }

    /// Sends the notice. That it cannot be sent is logged and changes nothing: Argo CD will look by itself.
    func tell(_ update: BranchUpdate) async {
        do {
            let body = try JSONEncoder().encode(GitHubPush(update, webAddress: repository.webAddress))
            let response = try await client.send(request(Array(body)))
            guard response.isSuccess else {
                logger.warning("Argo CD did not take the notice of a push", metadata: ["status": "\(response.status)"])
                return
            }
            logger.debug("Argo CD was told of a push", metadata: ["commit": "\(update.after)"])
        } catch {
            logger.warning("Argo CD could not be told of a push", metadata: ["reason": "\(error)"])
        }
    }

    private func request(_ body: [UInt8]) -> HTTPClient.Request {
        var request = HTTPClient.Request.post(json: body, to: target.url)
        request.headers.append(Self.event)
        if let secret = target.secret { request.headers += GitHubSignature.headers(of: body, secret: secret) }
        return request
    }
}

extension ArgoCDWebhook.Target: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The address: the secret is never shown.
    var description: String { url }
    var debugDescription: String { url }
    var customMirror: Mirror { Mirror(self, children: ["url": url]) }
}
