import TestSupport
import Testing

@Suite struct NATSServerTests {
    @Test func answersWithJetStreamAlsoAfterARestart() async throws {
        try await withNATSServer { server in
            #expect(try greeting(of: server).contains("\"jetstream\":true"))
            await server.stop()
            #expect(!LoopbackConnection.answers(port: server.port))
            try await server.start()
            #expect(try greeting(of: server).contains("\"jetstream\":true"))
        }
    }

    @Test func saysWhyItDoesNotStart() async throws {
        let error = await #expect(throws: TestSupportError.self) {
            try await withNATSServer(arguments: ["--no-such-option"]) { _ in }
        }
        #expect(error?.description.contains("no-such-option") == true)
    }

    private func greeting(of server: NATSServer) throws -> String {
        let connection = try LoopbackConnection(port: server.port)
        let greeting = try connection.receive(until: "\r\n")
        try connection.send("CONNECT {\"verbose\":false}\r\nPING\r\n")
        #expect(try connection.receive(until: "\r\n") == "PONG\r\n")
        return greeting
    }
}
