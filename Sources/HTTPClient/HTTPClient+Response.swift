extension HTTPClient {
    /// A server's answer, whatever its status.
    public struct Response: Sendable {
        /// The HTTP status.
        public var status: Int
        /// The headers in their order.
        public var headers: [(name: String, value: String)]
        /// The body.
        public var body: [UInt8]
        /// The whole address that a redirection leads to. The client does not go there by itself.
        public var redirect: String?

        /// An answer of its parts.
        public init(
            status: Int,
            headers: [(name: String, value: String)] = [],
            body: [UInt8] = [],
            redirect: String? = nil
        ) {
            self.status = status
            self.headers = headers
            self.body = body
            self.redirect = redirect
        }

        /// Whether the server says that it did what was asked.
        public var isSuccess: Bool { (200..<300).contains(status) }

        /// The value of the first header of this name, in whatever case.
        public subscript(header name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }
}
