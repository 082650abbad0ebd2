extension TinyHTTPServer {
    /// A request as it came over the wire.
    public struct Request: Sendable {
        /// Request line and headers, byte by byte, with the empty line that ends them.
        public let head: String
        /// `GET`, `POST` and so on.
        public let method: String
        /// The path with its query.
        public let path: String
        /// The headers in their order, names as they were sent.
        public let headers: [(name: String, value: String)]
        /// The body, chunks put together.
        public let body: [UInt8]
        /// Counts the connections from 0: two requests with the same number came over one.
        public let connection: Int

        /// The value of the first header of this name, in whatever case.
        public subscript(header name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }

        /// The body as text.
        public var text: String { String(decoding: body, as: UTF8.self) }
    }

    /// A complete answer.
    public struct Response: Sendable {
        /// The HTTP status.
        public var status: Int
        /// The headers in their order. `Content-Length` is added where they name neither it nor `Transfer-Encoding`.
        public var headers: [(name: String, value: String)]
        /// The body as it goes over the wire.
        public var body: [UInt8]

        /// An answer.
        public init(status: Int = 200, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
            self.status = status
            self.headers = headers
            self.body = body
        }

        /// An answer with a text.
        public init(status: Int = 200, headers: [(name: String, value: String)] = [], text: String) {
            self.init(status: status, headers: headers, body: Array(text.utf8))
        }

        var bytes: [UInt8] {
            var lines = headers
            let framing = ["content-length", "transfer-encoding"]
            if !headers.contains(where: { framing.contains($0.name.lowercased()) }), status >= 200, status != 204 {
                lines.append(("Content-Length", String(body.count)))
            }
            let text = "HTTP/1.1 \(status) Status\r\n" + lines.map { "\($0.name): \($0.value)\r\n" }.joined() + "\r\n"
            return Array(text.utf8) + body
        }
    }

    /// What the server does with a request.
    public enum Reply: Sendable {
        /// Answers, and keeps the connection unless a `Connection: close` is in the headers.
        case respond(Response)
        /// Says nothing and keeps the connection open until the client or the test gives up.
        case hang
        /// Sends the first bytes of an answer, headers included, and closes the connection.
        case cut(Response, after: Int)
        /// Sends these bytes, HTTP or not, and closes the connection.
        case raw([UInt8])

        /// Answers 200 with a body.
        public static func ok(_ body: [UInt8], type: String = "application/octet-stream") -> Reply {
            .respond(Response(headers: [("Content-Type", type)], body: body))
        }

        /// Answers with a status and a text.
        public static func status(_ status: Int, _ text: String = "") -> Reply {
            .respond(Response(status: status, headers: [("Content-Type", "text/plain")], text: text))
        }
    }
}
