/// One HTTP request, and what its answer has to look like.
struct HTTPExchange {
    /// What follows the repository's address.
    let path: String
    /// `nil` for a GET request.
    let body: [UInt8]?
    /// Whether nothing is changed by it.
    let isRead: Bool
    let headers: [(name: String, value: String)]
    /// The media type of Git's answer; anything else is not Git.
    let answerType: String

    /// Classes the answer by its status, and by its type: a web page is not Git.
    ///
    /// - Throws: ``RemoteGitError``.
    func check(
        _ status: Int,
        type: String,
        _ url: String,
        hasCredentials: Bool,
        hasCertificate: Bool
    ) throws(RemoteGitError) {
        switch status {
        case 200:
            guard type.hasPrefix(answerType) else {
                throw RemoteGitError(
                    .brokenAnswer,
                    "\(url) answered with \(ServerWords.clean(type)): is it the address of a repository?"
                )
            }
        case 400 where url.hasPrefix("https:") && !hasCertificate:
            // What nginx says to a client without one.
            throw RemoteGitError(
                .credentials,
                "\(url) answered with status 400: it may want a certificate, see GITOPS_CLIENT_CERTIFICATE_FILE")
        case 401:
            throw RemoteGitError(
                .credentials,
                hasCredentials
                    ? "\(url) does not accept the credentials given" : "\(url) wants credentials, and none are given"
            )
        case 403:
            throw RemoteGitError(
                .credentials,
                hasCredentials
                    ? "\(url) does not allow these credentials to do this"
                    : "\(url) does not allow this without credentials")
        case 404, 410: throw RemoteGitError(.notFound, "there is no repository at \(url)")
        case 413: throw RemoteGitError(.tooLarge, "\(url) does not take requests of this size")
        case 408, 429, 500...: throw RemoteGitError(.busy, "\(url) answered with status \(status)")
        default: throw RemoteGitError(.brokenAnswer, "\(url) answered with status \(status)")
        }
    }
}
