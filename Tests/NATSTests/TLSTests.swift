import NATS
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct TLSTests {
    @Test(arguments: NATSServer.Program.here) func serverAndClientShowCertificates(
        program: NATSServer.Program
    ) async throws {
        try await withTemporaryDirectory { directory in
            let files = try await TLSCertificates.make(in: directory)
            let arguments = [
                "--tls", "--tlscert", files.server.certificate, "--tlskey", files.server.key, "--tlsverify",
                "--tlscacert", files.authority,
            ]
            try await withNATSServer(program, arguments: arguments) { server in
                let url = "tls://localhost:\(server.port)"
                let complete = NATSTLS(
                    authorities: files.authority, clientCertificate: (files.client.certificate, files.client.key))
                let connection = try await NATSConnection.connect(
                    .patient([url], tls: complete), logger: LogRecorder().logger)
                #expect(connection.isConnected)
                await connection.close()
                // A server that is not trusted, one of another name, and a client without a certificate.
                var otherName = complete
                otherName.serverName = "elsewhere.example.com"
                for tls in [
                    NATSTLS(clientCertificate: complete.clientCertificate), otherName,
                    NATSTLS(authorities: files.authority),
                ] {
                    await #expect(throws: NATSError.self) {
                        try await NATSConnection.connect(
                            .patient([url], tls: tls), logger: LogRecorder().logger)
                    }
                }
            }
        }
    }
}
