import Dispatch
import FunctionHost
import TestSupport
import Testing

/// A Git server that answers when the test says so, and then that there is no such repository.
private final class SlowGitServer: Sendable {
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

@Suite struct HTTPShutdownTests {
    @Test func finishesWhatIsUnderWay() async throws {
        let git = try SlowGitServer()
        try await RunningApplication.with(try .test(["GITOPS_REPOSITORY": git.url])) { application in
            let answer = try await WireConnection.with(port: application.port) { connection in
                try await connection.send(RunningApplication.request(imageEvent()))
                await git.waitForRequest()
                await application.beginToStop()
                try await waitUntil("the port is closed") {
                    !LoopbackConnection.answers(port: UInt16(application.port))
                }
                git.answer()
                let answer = try await connection.answer()
                try await connection.end()
                return answer
            }
            #expect(answer.status == 500)
            #expect(answer.body.contains("there is no repository at"))
            try await application.stop()
        }
    }

    @Test func tellsThoseWhoTakeTooLongToTryAgain() async throws {
        let git = try SlowGitServer()
        let limits = HTTPLimits(shutdown: .milliseconds(50))
        try await RunningApplication.with(try .test(["GITOPS_REPOSITORY": git.url]), limits: limits) { application in
            let answer = try await WireConnection.with(port: application.port) { connection in
                try await connection.send(RunningApplication.request(imageEvent()))
                await git.waitForRequest()
                await application.beginToStop()
                return try await connection.answer()
            }
            #expect(answer.status == 503)
            #expect(answer["retry-after"] == "5")
            #expect(answer.body.contains(#""outcome":"retry""#))
            try await application.stop()
        }
    }

    @Test func stopsWithoutAnyRequest() async throws {
        try await RunningApplication.with(try .test(["GITOPS_REPOSITORY": "https://git.invalid/repo.git"])) {
            application in
            try await application.stop()
            try await waitUntil("the port is closed") {
                !LoopbackConnection.answers(port: UInt16(application.port))
            }
        }
    }
}
