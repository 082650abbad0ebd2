/// One line of a Git server's access log.
public struct GitServerRequest: Sendable, Equatable {
    /// `GET` or `POST`.
    public let method: String
    /// The path with its query, as it was sent: `/shop.git/info/refs?service=git-upload-pack`.
    public let path: String
    /// The HTTP status of the answer.
    public let status: Int
    /// What came in, with request line and headers.
    public let bytesIn: Int
    /// What went out, with status line and headers.
    public let bytesOut: Int
    /// What went out below the headers.
    public let bodyBytesOut: Int
    /// The user that the credentials name, right or wrong; `nil` if none came.
    public let user: String?
    /// The `Git-Protocol` header; `nil` if none came.
    public let gitProtocol: String?

    static let logFormat =
        "$request_method $request_uri $status $request_length $bytes_sent $body_bytes_sent [$remote_user] [$http_git_protocol]"

    /// Reads a line of the log. The address of a request that nginx could not even parse is empty, which is no line.
    init?(logLine: some StringProtocol) {
        let fields = logLine.split(separator: " ")
        guard fields.count == 8, let status = Int(fields[2]), let bytesIn = Int(fields[3]),
            let bytesOut = Int(fields[4]), let bodyBytesOut = Int(fields[5])
        else { return nil }
        method = String(fields[0])
        path = String(fields[1])
        self.status = status
        self.bytesIn = bytesIn
        self.bytesOut = bytesOut
        self.bodyBytesOut = bodyBytesOut
        user = Self.optional(fields[6])
        gitProtocol = Self.optional(fields[7])
    }

    /// nginx writes `-` for what is missing.
    private static func optional(_ field: some StringProtocol) -> String? {
        let value = String(field.dropFirst().dropLast())
        return value == "-" || value.isEmpty ? nil : value
    }
}
