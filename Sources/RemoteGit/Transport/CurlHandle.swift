import CCurl

/// A libcurl transfer handle, which keeps its connection open from one request to the next.
struct CurlHandle: ~Copyable {
    private let pointer: UnsafeMutableRawPointer

    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// - Throws: ``RemoteGitError`` of class `local` if the library cannot start.
    init() throws(RemoteGitError) {
        guard Self.isReady, BrokenPipes.areErrors, let pointer = curl_easy_init() else {
            throw RemoteGitError(.local, "libcurl cannot start")
        }
        self.pointer = pointer
    }

    deinit { curl_easy_cleanup(pointer) }

    func set(_ option: CURLoption, _ value: Int) throws(RemoteGitError) {
        try check(curl_shim_set_long(pointer, option, value))
    }

    /// Sends a user's name and password with the first request already, as HTTP Basic.
    func authenticate(_ credentials: Credentials) throws(RemoteGitError) {
        try check(curl_shim_set_basic_authentication(pointer, credentials.username, credentials.token))
    }

    /// The library copies the string.
    func set(_ option: CURLoption, _ value: String) throws(RemoteGitError) {
        try check(curl_shim_set_string(pointer, option, value))
    }

    /// A POST request whose answer goes to `response`, until the answer has ended.
    func post(_ body: [UInt8], headers: [String], into response: ResponseBuffer) throws(RemoteGitError) -> CURLcode {
        var list: UnsafeMutablePointer<curl_slist>?
        defer { curl_slist_free_all(list) }
        for header in headers { list = curl_slist_append(list, header) }
        try check(curl_shim_set_list(pointer, CURLOPT_HTTPHEADER, list))
        try check(curl_shim_set_size(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
        let context = Unmanaged.passUnretained(response).toOpaque()
        try check(curl_shim_set_function(pointer, CURLOPT_WRITEFUNCTION, ResponseBuffer.receive))
        try check(curl_shim_set_pointer(pointer, CURLOPT_WRITEDATA, context))
        try check(curl_shim_set_progress(pointer, ResponseBuffer.progress, context))
        return withExtendedLifetime(response) {
            body.withUnsafeBytes { bytes in
                let code = curl_shim_set_pointer(pointer, CURLOPT_POSTFIELDS, bytes.baseAddress)
                return code == CURLE_OK ? curl_easy_perform(pointer) : code
            }
        }
    }

    /// The status of the last answer.
    var status: Int {
        var status = 0
        _ = curl_shim_get_long(pointer, CURLINFO_RESPONSE_CODE, &status)
        return status
    }

    /// The content type of the last answer.
    var contentType: String {
        var type: UnsafePointer<CChar>?
        guard curl_shim_get_string(pointer, CURLINFO_CONTENT_TYPE, &type) == CURLE_OK, let type else { return "" }
        return String(cString: type)
    }

    private func check(_ code: CURLcode) throws(RemoteGitError) {
        guard code == CURLE_OK else {
            throw RemoteGitError(.local, "libcurl refuses a setting: \(String(cString: curl_easy_strerror(code)))")
        }
    }
}
