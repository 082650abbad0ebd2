import Glibc
import Synchronization
import SystemPackage

/// A small HTTP/1.1 server inside the test, which sees every byte that comes and decides every byte that goes.
///
///     let server = try TinyHTTPServer { request in
///         request.path == "/slow" ? .hang : .status(404)
///     }
///     defer { server.stop() }
///
/// Every connection has a thread and lives until the client closes it. The closure is called on those threads.
public final class TinyHTTPServer: Sendable {
    /// Answers a request.
    public typealias Handler = @Sendable (Request) -> Reply

    /// The port of 127.0.0.1 that it listens on.
    public let port: UInt16
    /// Its address, without a slash at the end.
    public var url: String { "http://127.0.0.1:\(port)" }
    /// All requests so far, in the order in which they were read.
    public var requests: [Request] { state.shared.withLock { $0.requests } }

    private let state: State

    /// Starts a server on a free port.
    public init(_ handler: @escaping Handler) throws {
        let listener = socket(AF_INET, CInt(SOCK_STREAM.rawValue) | CInt(SOCK_CLOEXEC.rawValue), 0)
        guard listener >= 0 else { throw Errno(rawValue: errno) }
        port = try LoopbackPort.bindToAny(listener)
        guard listen(listener, 128) == 0 else { throw Errno(rawValue: errno) }
        state = State(listener: listener)
        Self.accept(listener, state, handler)
    }

    deinit {
        stop()
    }

    /// Closes every connection, hanging ones too, and the port. May be called again.
    public func stop() {
        state.shared.withLock { shared in
            shared.stopped = true
            // Whoever waits in `accept` or `read` wakes up and closes its own socket.
            for socket in shared.open { shutdown(socket, CInt(SHUT_RDWR)) }
        }
    }

    private static func accept(_ listener: CInt, _ state: State, _ handler: @escaping Handler) {
        Thread.detach {
            var count = 0
            while true {
                let socket = Glibc.accept(listener, nil, nil)
                if socket < 0, errno == EINTR || errno == ECONNABORTED { continue }
                guard socket >= 0, state.opened(socket) else { break }
                _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
                let connection = TinyHTTPConnection(socket: socket, number: count)
                count += 1
                Thread.detach {
                    connection.serve { request in
                        state.shared.withLock { $0.requests.append(request) }
                        return handler(request)
                    }
                    state.close(socket)
                }
            }
            state.close(listener)
        }
    }

    /// What the threads share. They do not hold the server, so that it can go while they wait.
    final class State: Sendable {
        struct Shared {
            var open: Set<CInt>
            var requests: [Request] = []
            var stopped = false
        }

        let shared: Mutex<Shared>

        init(listener: CInt) {
            shared = Mutex(Shared(open: [listener]))
        }

        /// Takes a new connection up, or closes it and says no if the server has stopped.
        func opened(_ socket: CInt) -> Bool {
            shared.withLock { shared in
                if shared.stopped {
                    Glibc.close(socket)
                    return false
                }
                shared.open.insert(socket)
                return true
            }
        }

        /// Closes a socket once, under the lock: `stop` must not shut down a stranger with the same number.
        func close(_ socket: CInt) {
            shared.withLock { shared in
                shared.open.remove(socket)
                // The client sees the end now, also where a program that was started at the wrong moment has the socket.
                shutdown(socket, CInt(SHUT_RDWR))
                _ = Glibc.close(socket)
            }
        }
    }
}
