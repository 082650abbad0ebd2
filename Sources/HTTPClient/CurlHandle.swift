import CCurl

/// A libcurl transfer handle, which keeps its connection open from one request to the next.
struct CurlHandle: ~Copyable {
    private let pointer: UnsafeMutableRawPointer

    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// - Throws: ``HTTPClientError`` of class `local` if the library cannot start.
    init() throws(HTTPClientError) {
        guard Self.isReady, BrokenPipes.areErrors, let pointer = curl_easy_init() else {
            throw HTTPClientError(.local, "libcurl", "cannot start")
        }
        self.pointer = pointer
    }

    deinit { curl_easy_cleanup(pointer) }

    func set(_ option: CURLoption, _ value: Int) throws(HTTPClientError) {
        try check(curl_shim_set_long(pointer, option, value))
    }

    /// The library copies the string.
    func set(_ option: CURLoption, _ value: String) throws(HTTPClientError) {
        try check(curl_shim_set_string(pointer, option, value))
    }

    /// Drops all settings, and keeps the connection.
    func reset() {
        curl_easy_reset(pointer)
    }

    /// Shows the server who asks, with the first request already.
    func authenticate(_ authentication: HTTPClient.Authentication) throws(HTTPClientError) {
        switch authentication {
        case .basic(let username, let password):
            try check(curl_shim_set_basic_authentication(pointer, username, password))
        case .bearer(let token): try check(curl_shim_set_bearer_authentication(pointer, token))
        }
    }

    /// A POST request, or a GET request if there is no body, whose answer goes to `response`, until the answer has ended.
    func send(_ body: [UInt8]?, headers: [String], into response: ResponseBuffer) throws(HTTPClientError) -> CURLcode {
        var list: UnsafeMutablePointer<curl_slist>?
        defer { curl_slist_free_all(list) }
        for header in headers { list = curl_slist_append(list, header) }
        try check(curl_shim_set_list(pointer, CURLOPT_HTTPHEADER, list))
        let context = Unmanaged.passUnretained(response).toOpaque()
        try check(curl_shim_set_function(pointer, CURLOPT_WRITEFUNCTION, ResponseBuffer.receive))
        try check(curl_shim_set_pointer(pointer, CURLOPT_WRITEDATA, context))
        try check(curl_shim_set_progress(pointer, ResponseBuffer.progress, context))
        try set(body == nil ? CURLOPT_HTTPGET : CURLOPT_POST, 1)
        guard let body else { return withExtendedLifetime(response) { curl_easy_perform(pointer) } }
        try check(curl_shim_set_size(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
        return withExtendedLifetime(response) {
            body.withUnsafeBytes { bytes in
                let code = curl_shim_set_pointer(pointer, CURLOPT_POSTFIELDS, bytes.baseAddress)
                return code == CURLE_OK ? curl_easy_perform(pointer) : code
            }
        }
    }

    /// The status of the last answer.
    var status: Int { number(CURLINFO_RESPONSE_CODE) }

    /// The status of a proxy's last answer to the wish for a tunnel.
    var proxyStatus: Int { number(CURLINFO_HTTP_CONNECTCODE) }

    /// Where the last answer points to, as a whole address.
    var redirect: String? {
        var text: UnsafePointer<CChar>?
        guard curl_shim_get_string(pointer, CURLINFO_REDIRECT_URL, &text) == CURLE_OK, let text else { return nil }
        return String(cString: text)
    }

    /// The headers of the last answer.
    var headers: [(name: String, value: String)] {
        var headers: [(name: String, value: String)] = []
        var header: UnsafeMutablePointer<curl_header>?
        while let next = curl_easy_nextheader(pointer, UInt32(CURLH_HEADER), -1, header) {
            headers.append((String(cString: next.pointee.name), String(cString: next.pointee.value)))
            header = next
        }
        return headers
    }

    private func number(_ info: CURLINFO) -> Int {
        var number = 0
        _ = curl_shim_get_long(pointer, info, &number)
        return number
    }

    private func check(_ code: CURLcode) throws(HTTPClientError) {
        guard code == CURLE_OK else {
            throw HTTPClientError(.local, "libcurl", "refuses a setting: \(String(cString: curl_easy_strerror(code)))")
        }
    }
}
