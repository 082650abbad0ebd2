import TestSupport
import Testing

@testable import NATS

@Suite(.timeLimit(.minutes(10))) struct NKeyTests {
    // The pair that the documentation of NATS shows.
    private static let seed = "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY"
    private static let publicKey = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4"

    @Test func publicKeyOfADocumentedSeed() {
        #expect(NKey(seed: Self.seed)?.publicKey == Self.publicKey)
    }

    @Test(arguments: ["", "SU", publicKey, String(seed.dropLast()) + "A", seed.lowercased(), "SA" + seed.dropFirst(2)])
    func nothingElseIsASeed(text: String) {
        #expect(NKey(seed: text)?.publicKey == nil)
    }

    @Test(arguments: NATSServer.Program.here) func serverTakesIt(program: NATSServer.Program) async throws {
        try await withTemporaryDirectory { directory in
            let configuration = try directory.write(
                "authorization { users = [{nkey: \(Self.publicKey)}] }\n", to: "server.conf")
            let seed = try directory.write("# a comment\n\(Self.seed)\n", to: "user.nk")
            try await withNATSServer(program, arguments: ["-c", configuration]) { server in
                let options = NATSConnectionOptions.patient([server.url], credentials: .nkey(seedFile: seed))
                // One signature in 256 begins with a zero, which the library cannot send.
                for _ in 0..<400 {
                    let connection = try await NATSConnection.connect(options, logger: LogRecorder().logger)
                    #expect(connection.isConnected)
                    await connection.close()
                }
                let wrong = try directory.write("SUAAA", to: "wrong.nk")
                for file in [wrong, directory.path("nowhere")] {
                    let error = await #expect(throws: NATSError.self) {
                        try await NATSConnection.connect(
                            .patient([server.url], credentials: .nkey(seedFile: file)),
                            logger: LogRecorder().logger)
                    }
                    #expect(error?.code == .invalidArgument)
                    #expect(error?.operation == "read the NKey in \(file)")
                }
            }
        }
    }
}
