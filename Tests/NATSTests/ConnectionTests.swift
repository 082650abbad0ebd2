import Logging
import NATS
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct ConnectionTests {
    @Test func refusedConnectionIsUnreachable() async throws {
        let start = ContinuousClock.now
        // Nothing listens on port 1.
        let error = await connectError(NATSConnectionOptions(servers: ["nats://user:s3cret@127.0.0.1:1"]))
        #expect(error?.code == .unreachable)
        #expect(error?.description.contains("s3cret") == false)
        #expect(error?.description.hasPrefix("cannot connect to nats://127.0.0.1:1: ") == true)
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test func silentServerTimesOut() async throws {
        let listener = try SilentListener()
        var options = NATSConnectionOptions(servers: ["nats://127.0.0.1:\(listener.port)"])
        options.connectTimeout = .milliseconds(300)
        let start = ContinuousClock.now
        let error = await connectError(options)
        #expect(error?.code == .timeout)
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    @Test func credentialsAreChecked() async throws {
        try await withNATSServer(arguments: ["--user", "ci", "--pass", "right"]) { server in
            let inURL = "nats://ci:wr0ng@127.0.0.1:\(server.port)"
            for options in [
                NATSConnectionOptions(servers: [server.url]),
                NATSConnectionOptions(servers: [inURL]),
                NATSConnectionOptions(
                    servers: [server.url], credentials: .password(user: "ci", password: "wr0ng")),
                NATSConnectionOptions(servers: [server.url], credentials: .token("wr0ng")),
            ] {
                let error = await connectError(options)
                #expect(error?.code == .unauthorized)
                #expect(error?.description.contains("wr0ng") == false)
                #expect(!"\(options)".contains("wr0ng"))
                #expect(!String(reflecting: options).contains("wr0ng"))
            }
            let options = NATSConnectionOptions(
                servers: [server.url], credentials: .password(user: "ci", password: "right"))
            let connection = try await NATSConnection.connect(options, logger: LogRecorder().logger)
            #expect(connection.server == server.url)
            await connection.close()
        }
    }

    @Test func tokenIsAccepted() async throws {
        try await withNATSServer(arguments: ["--auth", "t0ken"]) { server in
            let options = NATSConnectionOptions(servers: [server.url], credentials: .token("t0ken"))
            let connection = try await NATSConnection.connect(options, logger: LogRecorder().logger)
            #expect(connection.isConnected)
            await connection.close()
        }
    }

    @Test func secondServerIsTakenWhereTheFirstIsAway() async throws {
        try await withNATSServer { server in
            let options = NATSConnectionOptions(servers: ["nats://127.0.0.1:1", server.url])
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
            let options = NATSConnectionOptions(servers: ["tls://127.0.0.1:\(server.port)"])
            #expect(await connectError(options)?.code == .tls)
        }
    }

    @Test func closedConnectionSaysSo() async throws {
        try await withConsumer { connection, consumer in
            let waiting = Task { try await consumer.fetch(max: 1, wait: .seconds(30)) }
            try await Task.sleep(for: .milliseconds(200))
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
