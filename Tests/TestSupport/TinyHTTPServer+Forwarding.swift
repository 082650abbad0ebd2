extension TinyHTTPServer.Request {
    /// Asks another server on 127.0.0.1 the same.
    ///
    /// - Returns: its answer, of whose headers only the type is kept.
    public func forwarded(to port: UInt16) throws -> TinyHTTPServer.Response {
        let bytes = try sent(to: port, bodyBytes: body.count).receiveAllBytes()
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { throw TestSupportError("no answer") }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        let types = lines.filter { $0.lowercased().hasPrefix("content-type:") }
        let headers = types.map { ("Content-Type", String($0.drop { $0 != ":" }.dropFirst().drop { $0 == " " })) }
        return .init(status: status ?? 502, headers: headers, body: Array(bytes[end.upperBound...]))
    }

    /// What another server on 127.0.0.1 answers to the same; 502 where it answers nothing.
    public func reply(from port: UInt16) -> TinyHTTPServer.Reply {
        do {
            return .respond(try forwarded(to: port))
        } catch {
            return .status(502, "\(error)")
        }
    }

    /// Sends the same to another server, or the beginning of it. HTTP/1.0, so that the answer is not in chunks and ends
    /// with the connection.
    func sent(to port: UInt16, bodyBytes: Int) throws -> LoopbackConnection {
        let upstream = try LoopbackConnection(port: port, seconds: 300)
        let dropped = ["connection", "transfer-encoding", "content-length"]
        let lines =
            ["\(method) \(path) HTTP/1.0"]
            + headers.filter { !dropped.contains($0.name.lowercased()) }.map { "\($0.name): \($0.value)" }
            + ["Content-Length: \(body.count)"]
        try upstream.send(lines.joined(separator: "\r\n") + "\r\n\r\n")
        try upstream.send(Array(body.prefix(bodyBytes)))
        return upstream
    }
}
