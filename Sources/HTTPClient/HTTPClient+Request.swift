extension HTTPClient {
    /// A request: a POST if it has a body, else a GET.
    public struct Request: Sendable {
        /// The whole address.
        public var url: String
        /// The headers in their order.
        public var headers: [(name: String, value: String)]
        /// The body of a POST, which may be empty; `nil` for a GET.
        public var body: [UInt8]?
        /// What the server is shown, with the first request already.
        public var authentication: Authentication?

        /// A request of its parts.
        public init(
            url: String,
            headers: [(name: String, value: String)] = [],
            body: [UInt8]? = nil,
            authentication: Authentication? = nil
        ) {
            self.url = url
            self.headers = headers
            self.body = body
            self.authentication = authentication
        }

        /// Posts JSON.
        public static func post(json body: [UInt8], to url: String) -> Request {
            Request(url: url, headers: [("Content-Type", "application/json")], body: body)
        }
    }

    /// What proves to a server who asks.
    public enum Authentication: Sendable, Hashable {
        /// A user's name and password (RFC 7617).
        case basic(username: String, password: String)
        /// A token (RFC 6750).
        case bearer(String)
    }
}

extension HTTPClient.Request: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The method alone: address, headers and body may hold secrets.
    public var description: String { body == nil ? "a GET request" : "a POST request" }
    /// The same.
    public var debugDescription: String { description }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension HTTPClient.Authentication: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Never the secret.
    public var description: String {
        switch self {
        case .basic(let username, _): "the password of \(username)"
        case .bearer: "a bearer token"
        }
    }
    /// The same.
    public var debugDescription: String { description }
    /// Nothing.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
