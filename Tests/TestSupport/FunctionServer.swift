import FoundationEssentials
import SystemPackage

/// A built function that serves HTTP on loopback, in a process of its own.
public final class FunctionServer: TestServer {
    /// The port of 127.0.0.1 that it listens on.
    public var port: UInt16 { reservation.number }

    private let reservation: LoopbackPort
    private let state: TemporaryDirectory
    private let process: ServerProcess

    private init(_ function: BuiltExecutable) throws {
        reservation = try LoopbackPort()
        state = try TemporaryDirectory()
        process = try ServerProcess(
            function.path.string, ["serve", "--host", "127.0.0.1", "--port", "\(reservation.number)"],
            environment: function.environment, logFile: state.path("log"))
    }

    /// Starts a function and waits until it listens.
    ///
    /// - Throws: ``TestSupportError`` with what it printed, if it does not start.
    public static func start(_ function: BuiltExecutable) async throws -> FunctionServer {
        let server = try FunctionServer(function)
        try await server.process.waitUntilReady { [port = server.port] in LoopbackConnection.answers(port: port) }
        return server
    }

    /// An answer to a request.
    public struct Answer: Sendable {
        /// The HTTP status.
        public let status: Int
        /// What is below the headers.
        public let body: String
    }

    /// Posts an event and waits for the answer, for a quarter of an hour at the longest.
    ///
    /// - Parameter headers: beside those that every request has.
    public func post(
        _ event: String, type: String = "application/json", headers: [(name: String, value: String)] = []
    ) async throws -> Answer {
        let more = headers.map { "\($0.name): \($0.value)\r\n" }.joined()
        let request = """
            POST / HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Type: \(type)\r\n\
            Content-Length: \(event.utf8.count)\r\n\(more)\r\n\(event)
            """
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detach { [port] in
                continuation.resume(with: Result { try Self.ask(port, request) })
            }
        }
    }

    private static func ask(_ port: UInt16, _ request: String) throws -> Answer {
        let connection = try LoopbackConnection(port: port, seconds: 900)
        try connection.send(request)
        let answer = try connection.receiveAllBytes()
        guard let end = answer.firstRange(of: Array("\r\n\r\n".utf8)),
            let status = String(decoding: answer[..<end.lowerBound], as: UTF8.self).split(separator: " ")
                .dropFirst().first.flatMap({ Int($0) })
        else { throw TestSupportError("the function's answer is none") }
        return Answer(status: status, body: String(decoding: answer[end.upperBound...], as: UTF8.self))
    }

    /// What it has logged.
    public var log: String {
        get throws { try String(contentsOfFile: state.path("log"), encoding: .utf8) }
    }

    /// Asks it to end, waits for that, and removes what it kept. May be called again.
    public func stop() async {
        await process.stop()
        state.remove()
    }
}
