import Dispatch
import TestSupport

/// A Git server that answers when the test says so, and then that there is no such repository.
final class SlowGitServer: Sendable {
    let url: String
    private let server: TinyHTTPServer
    private let arrived: AsyncStream<Void>
    private let gate = DispatchSemaphore(value: 0)

    init() throws {
        let (arrived, continuation) = AsyncStream<Void>.makeStream()
        self.arrived = arrived
        server = try TinyHTTPServer { [gate] _ in
            continuation.yield()
            gate.wait()
            return .status(404)
        }
        url = "\(server.url)/repo.git"
    }

    deinit {
        gate.signal()
        server.stop()
    }

    /// Waits until a request is here.
    func waitForRequest() async { _ = await arrived.first { true } }

    /// Answers the request.
    func answer() { gate.signal() }
}
