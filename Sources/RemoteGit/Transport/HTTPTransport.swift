import CCurl

/// Smart HTTP by libcurl, over one connection that is kept open.
actor HTTPTransport: Transport {
    private let url: String
    private let credentials: Credentials?
    private let limits: TransferLimits
    private let handle: CurlHandle
    private let executor = DispatchQueueExecutor(label: "gitops.http")

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Throws: ``RemoteGitError`` of class `local` if libcurl cannot start.
    init(url: String, credentials: Credentials?, limits: TransferLimits) throws(RemoteGitError) {
        self.url = url
        self.credentials = credentials
        self.limits = limits
        handle = try CurlHandle()
    }

    func exchange(_ service: GitService, _ body: [UInt8]) async throws(RemoteGitError) -> [UInt8] {
        let response = ResponseBuffer(limit: limits.maximumBytes, stall: limits.stall)
        // The handler is of another isolation; what it touches is the buffer's flag alone.
        let result = await withTaskCancellationHandler {
            perform(service, body, response)
        } onCancel: {
            response.cancel()
        }
        return try result.get()
    }

    private func perform(
        _ service: GitService,
        _ body: [UInt8],
        _ response: ResponseBuffer
    ) -> Result<[UInt8], RemoteGitError> {
        Result { () throws(RemoteGitError) in
            try prepare(service)
            let headers = [
                "Content-Type: application/x-\(service.rawValue)-request",
                "Accept: application/x-\(service.rawValue)-result",
                "Expect:",
            ]
            let version = service == .uploadPack ? ["Git-Protocol: version=2"] : []
            let code = try handle.post(body, headers: headers + version, into: response)
            try check(code, response)
            try check(status: handle.status, service)
            return response.bytes
        }
    }

    private func prepare(_ service: GitService) throws(RemoteGitError) {
        try handle.set(CURLOPT_URL, "\(url)/\(service.rawValue)")
        try handle.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try handle.set(CURLOPT_POST, 1)
        try handle.set(CURLOPT_NOSIGNAL, 1)
        try handle.set(CURLOPT_USERAGENT, UserAgent.text)
        try handle.set(CURLOPT_CONNECTTIMEOUT_MS, limits.stall.milliseconds)
        try handle.set(CURLOPT_TIMEOUT_MS, limits.total.milliseconds)
        if let credentials { try handle.authenticate(credentials) }
    }

    private func check(_ code: CURLcode, _ response: ResponseBuffer) throws(RemoteGitError) {
        switch code {
        case CURLE_OK: return
        case CURLE_WRITE_ERROR where response.isTooLarge:
            throw RemoteGitError(.tooLarge, "\(url) sent more than \(limits.maximumBytes) bytes")
        case CURLE_ABORTED_BY_CALLBACK where !response.isStalled:
            throw RemoteGitError(.unreachable, "the request to \(url) was given up")
        case CURLE_OPERATION_TIMEDOUT, CURLE_ABORTED_BY_CALLBACK:
            throw RemoteGitError(.unreachable, "\(url) did not answer within \(limits.stall.milliseconds) ms")
        default:
            throw RemoteGitError(
                .unreachable, "\(url) cannot be reached: \(String(cString: curl_easy_strerror(code)))"
            )
        }
    }

    /// Classes the answer by its status, and by its type: a web page is not Git.
    private func check(status: Int, _ service: GitService) throws(RemoteGitError) {
        switch status {
        case 200:
            guard handle.contentType.hasPrefix("application/x-\(service.rawValue)-result") else {
                throw RemoteGitError(
                    .brokenAnswer,
                    "\(url) answered with \(ServerWords.clean(handle.contentType)): is it the address of a repository?"
                )
            }
        case 401:
            throw RemoteGitError(
                .credentials,
                credentials == nil
                    ? "\(url) wants credentials: set GITOPS_TOKEN" : "\(url) does not accept the credentials given"
            )
        case 403: throw RemoteGitError(.credentials, "\(url) does not allow these credentials to do this")
        case 404, 410: throw RemoteGitError(.notFound, "there is no repository at \(url)")
        case 300..<400: throw RemoteGitError(.brokenAnswer, "\(url) points elsewhere: use the address it moved to")
        case 408, 429, 500...: throw RemoteGitError(.busy, "\(url) answered with status \(status)")
        default: throw RemoteGitError(.brokenAnswer, "\(url) answered with status \(status)")
        }
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
