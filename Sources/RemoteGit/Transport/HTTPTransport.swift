import CCurl

/// Smart HTTP by libcurl, over one connection that is kept open. Proxies are those of the environment (`https_proxy`,
/// `no_proxy`), as for `curl`.
actor HTTPTransport: Transport {
    /// The repository's address; another one on the same host once a read was redirected there.
    private var url: String
    private let credentials: Credentials?
    private let tls: TLSFiles
    private let limits: TransferLimits
    private let handle: CurlHandle
    private let executor = DispatchQueueExecutor(label: "gitops.http")

    nonisolated var isStateless: Bool { true }
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Throws: ``RemoteGitError`` of class `local` if libcurl cannot start.
    init(
        url: String,
        credentials: Credentials?,
        tls: TLSFiles = TLSFiles(),
        limits: TransferLimits
    ) throws(RemoteGitError) {
        self.url = url
        self.credentials = credentials
        self.tls = tls
        self.limits = limits
        handle = try CurlHandle()
    }

    func exchange(_ service: GitService, _ body: [UInt8]) async throws(RemoteGitError) -> [UInt8] {
        try await send(
            HTTPExchange(
                path: "/\(service.rawValue)", body: body, isRead: service == .uploadPack,
                headers: [
                    "Content-Type: application/x-\(service.rawValue)-request",
                    "Accept: application/x-\(service.rawValue)-result",
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
        let response = ResponseBuffer(limit: limits.maximumBytes, stall: limits.stall)
        // The handler is of another isolation; what it touches is the buffer's flag alone.
        let result = await withTaskCancellationHandler {
            Result { () throws(RemoteGitError) in try perform(exchange, response) }
        } onCancel: {
            response.cancel()
        }
        return try result.get()
    }

    private func perform(_ exchange: HTTPExchange, _ response: ResponseBuffer) throws(RemoteGitError) -> [UInt8] {
        for _ in 0...5 {
            try prepare(exchange)
            let version = exchange.isRead ? ["Git-Protocol: version=2"] : []
            let code = try handle.send(exchange.body, headers: exchange.headers + ["Expect:"] + version, into: response)
            try check(code, response)
            guard try follow(exchange) else {
                try exchange.check(
                    handle.status, type: handle.contentType, url, hasCredentials: credentials != nil,
                    hasCertificate: tls.certificate != nil)
                return response.bytes
            }
            response.clear()
        }
        throw RemoteGitError(.brokenAnswer, "\(url) redirects too often")
    }

    private func prepare(_ exchange: HTTPExchange) throws(RemoteGitError) {
        handle.reset()
        try handle.set(CURLOPT_URL, url + exchange.path)
        try handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try handle.set(CURLOPT_NOSIGNAL, 1)
        try handle.set(CURLOPT_USERAGENT, UserAgent.text)
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, limits.stall.milliseconds)
        try handle.set(CURLOPT_TIMEOUT_MS, limits.total.milliseconds)
        if let authorities = tls.authorities { try handle.set(CURLOPT_CAINFO, authorities) }
        if let certificate = tls.certificate { try handle.set(CURLOPT_SSLCERT, certificate) }
        if let key = tls.key { try handle.set(CURLOPT_SSLKEY, key) }
        guard let credentials else { return }
        switch credentials.scheme {
        case .basic(let username): try handle.authenticate(username, try credentials.token())
        case .bearer: try handle.authenticate(bearer: try credentials.token())
        }
    }

    /// Goes where the server points, if that is on the same host and nothing is written.
    ///
    /// - Returns: whether the request is to be made again.
    private func follow(_ exchange: HTTPExchange) throws(RemoteGitError) -> Bool {
        guard (300..<400).contains(handle.status) else { return false }
        guard exchange.isRead, let location = handle.redirect,
            let moved = RemoteAddress.redirected(from: url, to: location, path: exchange.path)
        else {
            throw RemoteGitError(.brokenAnswer, "\(url) points elsewhere: use the address that it moved to")
        }
        url = moved
        return true
    }

    private func check(_ code: CURLcode, _ response: ResponseBuffer) throws(RemoteGitError) {
        switch code {
        case CURLE_OK: return
        case CURLE_WRITE_ERROR where response.isTooLarge:
            throw RemoteGitError(.tooLarge, "\(url) sent more than \(limits.maximumBytes) bytes")
        case CURLE_OPERATION_TIMEDOUT:
            throw RemoteGitError(.unreachable, "\(url) did not answer within \(limits.total.milliseconds) ms")
        case CURLE_ABORTED_BY_CALLBACK where !response.isStalled:
            throw RemoteGitError(.unreachable, "the request to \(url) was given up")
        case CURLE_ABORTED_BY_CALLBACK:
            throw RemoteGitError(.unreachable, "\(url) did not answer within \(limits.stall.milliseconds) ms")
        case CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM:
            throw RemoteGitError(.local, "a certificate or key file cannot be used: \(Self.words(code))")
        case CURLE_PEER_FAILED_VERIFICATION:
            throw RemoteGitError(.credentials, "\(url) shows a certificate that is not trusted")
        case _ where handle.proxyStatus == 407:
            throw RemoteGitError(.credentials, HTTPExchange.proxyWantsCredentials(url))
        default: throw RemoteGitError(.unreachable, "\(url) cannot be reached: \(Self.words(code))")
        }
    }

    private static func words(_ code: CURLcode) -> String { String(cString: curl_easy_strerror(code)) }
}

extension Duration {
    /// Whole milliseconds.
    package var milliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
