import Subprocess
import TestSupport
import Testing

/// The built program as a server.
@Suite struct ServeTests {
    @Test(arguments: [Signal.terminate, Signal.interrupt])
    func servesUntilASignal(signal: Signal) async throws {
        let git = try TinyHTTPServer { _ in .status(404) }
        defer { git.stop() }
        let program = BuiltExecutable(
            name: "image-updater", environment: ["GITOPS_REPOSITORY": "\(git.url)/repo.git", "PORT": "0"])
        let result = try await Subprocess.run(
            .path(program.path), arguments: ["serve", "--host", "127.0.0.1"], environment: program.variables,
            input: .none, output: .string(limit: 1 << 16), error: .sequence
        ) { execution in
            for try await line in execution.standardError.strings() {
                guard let port = Self.port(in: line) else { continue }
                let ready = try await WireConnection.ask(
                    port: port, "GET /health/readiness HTTP/1.1\r\nHost: test\r\n\r\n")
                #expect(ready.status == 200)
                let answer = try await WireConnection.ask(port: port, RunningApplication.request(imageEvent()))
                #expect(answer.status == 500)
                try execution.send(signal: signal)
            }
        }
        #expect(result.terminationStatus == .exited(0))
        #expect(result.standardOutput.isEmpty)
    }

    /// The port in the log line that says where it listens.
    static func port(in line: String) -> Int? {
        guard line.contains("listening on ") else { return nil }
        return line.split(separator: ":").last.flatMap { Int($0.prefix(while: \.isNumber)) }
    }

    @Test func saysWhatKeepsItFromServing() async throws {
        let other = try TinyHTTPServer { _ in .status(200) }
        defer { other.stop() }
        let program = BuiltExecutable(
            name: "image-updater", environment: ["GITOPS_REPOSITORY": "https://git.invalid/repo.git"])
        let port = try await program("serve", "--host", "127.0.0.1", "--port", "\(other.port)")
        #expect(port.status == .exited(70))
        #expect(port.errors.contains("cannot listen on 127.0.0.1:\(other.port): another program listens there"))
        let variable = try await BuiltExecutable(name: "image-updater")("serve")
        #expect(variable.status == .exited(70))
        #expect(variable.errors.contains("GITOPS_REPOSITORY is not set"))
        #expect(variable.errors.utf8.count { $0 == UInt8(ascii: "\n") } == 1)
    }
}
