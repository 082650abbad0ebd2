import HTTPClient

/// Smart HTTP, over one connection that is kept open.
actor HTTPTransport: Transport {
    /// The repository's address; another one on the same host once a read was redirected there.
    private var url: String
    private let credentials: Credentials?
    private let hasCertificate: Bool
    private let client: HTTPClient

    nonisolated var isStateless: Bool { true }
    /// The client's: files with tokens are read there too.
    nonisolated var unownedExecutor: UnownedSerialExecutor { client.unownedExecutor }

    /// - Throws: ``RemoteGitError`` of class `local` if libcurl cannot start.
    init(
        url: String,
        credentials: Credentials?,
        tls: TLSFiles = TLSFiles(),
        limits: TransferLimits
    ) throws(RemoteGitError) {
        self.url = url
        self.credentials = credentials
        hasCertificate = tls.certificate != nil
        let bounds = HTTPClient.Limits(stall: limits.stall, total: limits.total, maximumBytes: limits.maximumBytes)
        do {
            client = try HTTPClient(HTTPClient.Options(tls: tls, limits: bounds))
        } catch {
            throw RemoteGitError(.local, "\(error)")
        }
    }

    func exchange(_ service: GitService, _ body: [UInt8]) async throws(RemoteGitError) -> [UInt8] {
        try await send(
            HTTPExchange(
                path: "/\(service.rawValue)", body: body, isRead: service == .uploadPack,
                headers: [
                    ("Content-Type", "application/x-\(service.rawValue)-request"),
                    ("Accept", "application/x-\(service.rawValue)-result"),
                ], answerType: "application/x-\(service.rawValue)-result"))
    }

    func advertisement() async throws(RemoteGitError) -> [UInt8] {
        let service = GitService.uploadPack.rawValue
        return try await send(
            HTTPExchange(
                path: "/info/refs?service=\(service)", body: nil, isRead: true, headers: [],
                answerType: "application/x-\(service)-advertisement"))
    }

    private func send(_ exchange: HTTPExchange) async throws(RemoteGitError) -> [UInt8] {
        for _ in 0...5 {
            let place = url
            let request = try request(exchange, at: place)
            let response: HTTPClient.Response
            do {
                response = try await client.send(request)
            } catch {
                throw RemoteGitError(error, at: place)
            }
            guard (300..<400).contains(response.status) else {
                try exchange.check(
                    response.status, type: response[header: "content-type"] ?? "", place,
                    hasCredentials: credentials != nil, hasCertificate: hasCertificate)
                return response.body
            }
            url = try redirected(exchange, from: place, to: response.redirect)
        }
        throw RemoteGitError(.brokenAnswer, "\(url) redirects too often")
    }

    private func request(_ exchange: HTTPExchange, at url: String) throws(RemoteGitError) -> HTTPClient.Request {
        let version = exchange.isRead ? [(name: "Git-Protocol", value: "version=2")] : []
        return HTTPClient.Request(
            url: url + exchange.path, headers: exchange.headers + version, body: exchange.body,
            authentication: try credentials?.authentication())
    }

    /// Where the server points, if that is on the same host and nothing is written.
    private func redirected(
        _ exchange: HTTPExchange,
        from url: String,
        to location: String?
    ) throws(RemoteGitError) -> String {
        guard exchange.isRead, let location,
            let moved = RemoteAddress.redirected(from: url, to: location, path: exchange.path)
        else {
            throw RemoteGitError(.brokenAnswer, "\(url) points elsewhere: use the address that it moved to")
        }
        return moved
    }
}

extension Credentials {
    /// The token as it is now, in the way in which it is sent.
    fileprivate func authentication() throws(RemoteGitError) -> HTTPClient.Authentication {
        switch scheme {
        case .basic(let username): .basic(username: username, password: try token())
        case .bearer: .bearer(try token())
        }
    }
}

extension RemoteGitError {
    /// The failure of a request to a repository, whose address its sentence names.
    fileprivate init(_ error: HTTPClientError, at url: String) {
        switch error.kind {
        case .proxyCredentials: self.init(.credentials, "the proxy on the way to \(url) wants credentials")
        case .untrusted: self.init(.credentials, "\(url) \(error.problem)")
        case .tooLarge: self.init(.tooLarge, "\(url) \(error.problem)")
        case .unreachable, .timedOut, .cancelled: self.init(.unreachable, "\(url) \(error.problem)")
        case .invalidRequest, .notAllowed: self.init(.invalidRequest, "\(url) \(error.problem)")
        case .local: self.init(.local, "\(url) \(error.problem)")
        }
    }
}

extension Duration {
    /// Whole milliseconds.
    package var milliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
