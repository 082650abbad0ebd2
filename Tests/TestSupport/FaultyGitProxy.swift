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
        /// The server gets nothing, and nobody answers.
        case hang
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
        if fault == .hang { return .hang }
        guard fault != .insideTheRequest else {
            _ = try request.sent(to: port, bodyBytes: request.body.count / 2)
            return .raw([])
        }
        let response = try request.forwarded(to: port)
        switch fault {
        case .beforeTheAnswer: return .raw([])
        case .insideTheAnswer: return .cut(response, after: response.bytes.count - (response.body.count + 1) / 2)
        default: return .respond(response)
        }
    }
}
