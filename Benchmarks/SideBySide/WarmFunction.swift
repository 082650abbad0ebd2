import FoundationEssentials
import TestSupport

/// A running `image-updater serve`.
struct WarmFunction {
    private let process: ChildProcess
    private let port: LoopbackPort

    /// Starts it and waits until it is ready.
    init(_ bench: Bench) async throws {
        let port = try LoopbackPort()
        self.port = port
        process = try ChildProcess(
            bench.program, ["serve", "--port", "\(port.number)"], environment: try bench.environmentWithPolicy())
        try await waitUntil("image-updater serves") { LoopbackConnection.answers(port: port.number) }
    }

    /// Posts an event.
    ///
    /// - Returns: the seconds to the answer.
    func post(_ event: String, expecting outcome: String) throws -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        let connection = try LoopbackConnection(port: port.number)
        try connection.send(
            "POST / HTTP/1.1\r\nHost: bench\r\nConnection: close\r\nContent-Length: \(event.utf8.count)\r\n\r\n\(event)"
        )
        let answer = try connection.receiveAll()
        let seconds = (clock.now - start) / .seconds(1)
        guard answer.contains(#""outcome":"\#(outcome)""#) else {
            throw TestSupportError("expected \(outcome), but the answer is: \(answer)")
        }
        return seconds
    }

    /// Ends it.
    ///
    /// - Returns: its largest resident set, in bytes.
    func stop() throws -> Int {
        let memory = try ChildProcess.peakMemory(of: process.id)
        try process.stop()
        return memory
    }
}
