import Logging
import NATS
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct ConnectionTests {
    @Test func refusedConnectionIsUnreachable() async throws {
        // Nothing listens on port 1, which is known before the time-out.
        let error = await connectError(.patient(["nats://user:s3cret@127.0.0.1:1"]))
        #expect(error?.code == .unreachable)
        #expect(error?.description.contains("s3cret") == false)
        #expect(error?.description.hasPrefix("cannot connect to nats://127.0.0.1:1: ") == true)
    }

    @Test func silentServerTimesOut() async throws {
        let listener = try SilentListener()
        var options = NATSConnectionOptions.patient(["nats://127.0.0.1:\(listener.port)"])
        // Longer than what the library waits if it is not told.
        options.connectTimeout = .milliseconds(2_500)
        let start = ContinuousClock.now
        let error = await connectError(options)
        #expect(error?.code == .timeout)
        #expect(ContinuousClock.now - start >= .milliseconds(2_400))
        withExtendedLifetime(listener) {}
    }

    @Test func credentialsAreChecked() async throws {
        try await withNATSServer(arguments: ["--user", "ci", "--pass", "right"]) { server in
            let inURL = "nats://ci:wr0ng@127.0.0.1:\(server.port)"
            for options in [
                NATSConnectionOptions.patient([server.url]),
                .patient([inURL]),
                .patient([server.url], credentials: .password(user: "ci", password: "wr0ng")),
                .patient([server.url], credentials: .token("wr0ng")),
            ] {
                let error = await connectError(options)
                #expect(error?.code == .unauthorized)
                #expect(error?.description.contains("wr0ng") == false)
                #expect(!"\(options)".contains("wr0ng"))
                #expect(!String(reflecting: options).contains("wr0ng"))
            }
            let options = NATSConnectionOptions.patient(
                [server.url], credentials: .password(user: "ci", password: "right"))
            let connection = try await NATSConnection.connect(options, logger: LogRecorder().logger)
            #expect(connection.server == server.url)
            await connection.close()
        }
    }

    @Test func tokenIsAccepted() async throws {
        try await withNATSServer(arguments: ["--auth", "t0ken"]) { server in
            let options = NATSConnectionOptions.patient([server.url], credentials: .token("t0ken"))
            let connection = try await NATSConnection.connect(options, logger: LogRecorder().logger)
            #expect(connection.isConnected)
            await connection.close()
        }
    }

    @Test func secondServerIsTakenWhereTheFirstIsAway() async throws {
        try await withNATSServer { server in
            let options = NATSConnectionOptions.patient(["nats://127.0.0.1:1", server.url])
            let connection = try await NATSConnection.connect(options, logger: LogRecorder().logger)
            #expect(connection.isConnected)
            await connection.close()
        }
    }

    @Test(arguments: [
        ([], NATSError.Code.invalidArgument),
        (["nats://127.0.0.1:4222\r\nPUB x 0"], .invalidArgument),
    ])
    func badServersAreRefused(servers: [String], code: NATSError.Code) async throws {
        #expect(await connectError(NATSConnectionOptions(servers: servers))?.code == code)
    }

    @Test func missingAuthoritiesAreAnErrorOfTLS() async throws {
        let options = NATSConnectionOptions(tls: NATSTLS(authorities: "/nonexistent/ca.pem"))
        let error = await connectError(options)
        #expect(error?.code == .tls)
        #expect(error?.operation == "read the authorities in /nonexistent/ca.pem")
    }

    @Test func plainServerIsAnErrorOfTLS() async throws {
        try await withNATSServer { server in
            let options = NATSConnectionOptions.patient(["tls://127.0.0.1:\(server.port)"])
            #expect(await connectError(options)?.code == .tls)
        }
    }

    @Test func closedConnectionSaysSo() async throws {
        try await withConsumer { connection, consumer in
            let waiting = try await connection.startFetch(from: consumer)
            await connection.close()
            await connection.close()
            #expect(!connection.isConnected)
            let ended = await #expect(throws: NATSError.self) { try await waiting.value }
            #expect(ended?.code == .closed)
            let error = await #expect(throws: NATSError.self) { try await connection.publish([], to: "a") }
            #expect(error?.code == .closed)
        }
    }

    private func connectError(_ options: NATSConnectionOptions) async -> NATSError? {
        do throws(NATSError) {
            await (try NATSConnection.connect(options, logger: LogRecorder().logger)).close()
            return nil
        } catch {
            return error
        }
    }
}
