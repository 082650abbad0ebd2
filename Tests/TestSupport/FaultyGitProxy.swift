import Synchronization

/// A proxy in front of a ``GitServer`` that breaks chosen requests at a chosen place, the same each time.
///
/// It passes whole requests on and keeps its client's connections, as the server does: a client sees a break on a
/// connection that has served it before.
public final class FaultyGitProxy: Sendable {
    /// How a request is broken.
    public enum Fault: Sendable, Hashable {
        /// The server gets all of it and does it; the connection ends where its answer would begin.
        case beforeTheAnswer
        /// The server does it, and half of its answer arrives.
        case insideTheAnswer
        /// The server gets half of the request's body, and then nobody hears of anybody.
        case insideTheRequest
        /// The server gets nothing; the proxy answers with this status.
        case status(Int)
    }

    /// Chooses a fault for the n-th request, counted from 1, to a service such as `git-receive-pack`.
    public typealias Choice = @Sendable (_ service: String, _ number: Int) -> Fault?

    private let server: TinyHTTPServer

    /// Starts a proxy in front of `port`.
    public init(to port: UInt16, _ choice: @escaping Choice) throws {
        let counts = Mutex<[String: Int]>([:])
        server = try TinyHTTPServer { request in
            let service = String(request.path.split(separator: "/").last ?? "")
            let number = counts.withLock { counts in
                counts[service, default: 0] += 1
                return counts[service] ?? 0
            }
            do {
                return try Self.reply(to: request, port, choice(service, number))
            } catch {
                return .status(502, "\(error)")
            }
        }
    }

    /// How many requests there were to a service.
    public func requests(_ service: String) -> Int {
        server.requests.count { $0.path.hasSuffix("/\(service)") }
    }

    /// The address of a repository behind the proxy.
    public func url(for repository: String) -> String { "\(server.url)/\(repository)" }

    /// Closes every connection, and the port.
    public func stop() {
        server.stop()
    }

    private static func reply(
        to request: TinyHTTPServer.Request, _ port: UInt16, _ fault: Fault?
    ) throws -> TinyHTTPServer.Reply {
        if case .status(let status) = fault { return .status(status) }
        let upstream = try LoopbackConnection(port: port, seconds: 60)
        // HTTP/1.0, so that the answer is not in chunks and ends with the connection.
        let dropped = ["connection", "transfer-encoding", "content-length"]
        let headers = request.headers.filter { !dropped.contains($0.name.lowercased()) }
        let head =
            ["\(request.method) \(request.path) HTTP/1.0"] + headers.map { "\($0.name): \($0.value)" }
            + ["Content-Length: \(request.body.count)"]
        try upstream.send(head.joined(separator: "\r\n") + "\r\n\r\n")
        guard fault != .insideTheRequest else {
            try upstream.send(Array(request.body.prefix(request.body.count / 2)))
            return .raw([])
        }
        try upstream.send(request.body)
        let response = try response(upstream.receiveAllBytes())
        switch fault {
        case .beforeTheAnswer: return .raw([])
        case .insideTheAnswer: return .cut(response, after: response.bytes.count - (response.body.count + 1) / 2)
        default: return .respond(response)
        }
    }

    private static func response(_ bytes: [UInt8]) throws -> TinyHTTPServer.Response {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { throw TestSupportError("no answer") }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
        let types = lines.filter { $0.lowercased().hasPrefix("content-type:") }
        let headers = types.map { ("Content-Type", String($0.drop { $0 != ":" }.dropFirst().drop { $0 == " " })) }
        return .init(status: status ?? 502, headers: headers, body: Array(bytes[end.upperBound...]))
    }
}
