import CCurl

/// Sends HTTP requests by libcurl, one after the other, over connections that are kept open.
///
/// Proxies are those of the environment (`https_proxy`, `no_proxy`), as for `curl`. No redirection is followed: the
/// caller sees it in the answer. Requests wait for those before them, so each purpose has a client of its own.
public actor HTTPClient {
    /// How a client names itself to servers.
    package static let userAgent = "gitops-functions/1"

    private let options: Options
    private let handle: CurlHandle
    private let executor = DispatchQueueExecutor(label: "gitops.http")

    /// A queue of its own: libcurl blocks while it waits.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// A client. Nothing is sent yet.
    ///
    /// - Throws: ``HTTPClientError`` of class `local` if libcurl cannot start.
    public init(_ options: Options = Options()) throws(HTTPClientError) {
        self.options = options
        handle = try CurlHandle()
    }

    /// Sends a request and waits for the whole answer. Cancelling the task ends it within a second.
    ///
    /// - Returns: the answer, whatever its status.
    /// - Throws: ``HTTPClientError`` if there is none.
    public func send(_ request: Request) async throws(HTTPClientError) -> Response {
        let address = try CurlAddress(request.url)
        try checkAllowed(address)
        let headers = try HeaderLines.lines(request.headers, to: address.server)
        let buffer = ResponseBuffer(limit: options.limits.maximumBytes, stall: options.limits.stall)
        // The handler is of another isolation; what it touches is the buffer's flag alone.
        let result = await withTaskCancellationHandler {
            Result { () throws(HTTPClientError) in try perform(request, address, headers, buffer) }
        } onCancel: {
            buffer.cancel()
        }
        return try result.get()
    }

    private func perform(
        _ request: Request,
        _ address: CurlAddress,
        _ headers: [String],
        _ buffer: ResponseBuffer
    ) throws(HTTPClientError) -> Response {
        try prepare(address, request.authentication)
        // Without "Expect:" libcurl may wait a second for a server's leave to send a large body.
        let code = try handle.send(request.body, headers: headers + ["Expect:"], into: buffer)
        try check(code, address, buffer)
        return Response(status: handle.status, headers: handle.headers, body: buffer.bytes, redirect: handle.redirect)
    }

    private func checkAllowed(_ address: CurlAddress) throws(HTTPClientError) {
        guard address.scheme == "https" || !options.isHTTPSOnly else {
            throw HTTPClientError(.notAllowed, address.server, "is not asked: the address has to begin with https:")
        }
        guard options.hosts?.contains(address.host) ?? true else {
            throw HTTPClientError(.notAllowed, address.server, "is not asked: it is not among the allowed hosts")
        }
    }

    private func prepare(_ address: CurlAddress, _ authentication: Authentication?) throws(HTTPClientError) {
        handle.reset()
        try handle.set(CURLOPT_URL, address.url)
        try handle.set(CURLOPT_PROTOCOLS_STR, options.isHTTPSOnly ? "https" : "http,https")
        try handle.set(CURLOPT_NOSIGNAL, 1)
        try handle.set(CURLOPT_USERAGENT, Self.userAgent)
        // In place of libcurl's own five minutes. A connection that stalls is noticed as everything else that does.
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(options.limits.total))
        try handle.set(CURLOPT_TIMEOUT_MS, milliseconds(options.limits.total))
        if let authorities = options.tls.authorities { try handle.set(CURLOPT_CAINFO, authorities) }
        if let certificate = options.tls.certificate { try handle.set(CURLOPT_SSLCERT, certificate) }
        if let key = options.tls.key { try handle.set(CURLOPT_SSLKEY, key) }
        if let authentication { try handle.authenticate(authentication) }
    }

    private func check(_ code: CURLcode, _ address: CurlAddress, _ buffer: ResponseBuffer) throws(HTTPClientError) {
        let words = String(cString: curl_easy_strerror(code))
        let limits = options.limits
        let failure: (kind: HTTPClientError.Class, problem: String)
        switch code {
        case _ where handle.proxyStatus == 407 || code == CURLE_OK && handle.status == 407:
            failure = (.proxyCredentials, "is behind a proxy that wants credentials")
        case CURLE_OK: return
        case CURLE_WRITE_ERROR where buffer.isTooLarge:
            failure = (.tooLarge, "sent more than \(limits.maximumBytes) bytes")
        case CURLE_OPERATION_TIMEDOUT:
            failure = (.timedOut, "did not answer within \(milliseconds(limits.total)) ms")
        case CURLE_ABORTED_BY_CALLBACK where buffer.isStalled:
            failure = (.timedOut, "did not answer within \(milliseconds(limits.stall)) ms")
        case CURLE_ABORTED_BY_CALLBACK:
            failure = (.cancelled, "did not answer before the request was given up")
        case CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM:
            failure = (.local, "is not asked: a certificate or key file cannot be used: \(words)")
        case CURLE_PEER_FAILED_VERIFICATION: failure = (.untrusted, "shows a certificate that is not trusted")
        default: failure = (.unreachable, "cannot be reached: \(words)")
        }
        throw HTTPClientError(failure.kind, address.server, failure.problem)
    }

    private func milliseconds(_ duration: Duration) -> Int { Int(duration / .milliseconds(1)) }
}
