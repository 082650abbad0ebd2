import CCurl

/// An address as libcurl reads it: what is checked is what is asked, since there is one reader.
struct CurlAddress {
    /// The address, written again from its parts.
    let url: String
    /// `http` or `https`.
    let scheme: String
    /// In lower case.
    let host: String
    /// Scheme, host, and port where one is given.
    let server: String

    /// - Throws: ``HTTPClientError`` of class `invalidRequest`.
    init(_ text: String) throws(HTTPClientError) {
        guard let handle = curl_url() else { throw HTTPClientError(.local, "the address", "cannot be read by libcurl") }
        defer { curl_url_cleanup(handle) }
        guard !text.utf8.contains(0), curl_url_set(handle, CURLUPART_URL, text, 0) == CURLUE_OK,
            let url = Self.part(CURLUPART_URL, of: handle),
            let scheme = Self.part(CURLUPART_SCHEME, of: handle), scheme == "http" || scheme == "https",
            let host = Self.part(CURLUPART_HOST, of: handle), !host.isEmpty
        else { throw HTTPClientError(.invalidRequest, "the address", "is not one of HTTP") }
        self.url = url
        self.scheme = scheme
        self.host = host.lowercased()
        server = "\(scheme)://\(self.host)" + (Self.part(CURLUPART_PORT, of: handle).map { ":\($0)" } ?? "")
    }

    private static func part(_ part: CURLUPart, of handle: OpaquePointer) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(handle, part, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}
