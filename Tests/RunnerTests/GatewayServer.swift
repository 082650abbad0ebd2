import FoundationEssentials
import FunctionHost
import HTTPClient
import Logging
import NATS
import ServiceLifecycle
import TestSupport

@testable import runner

/// A gateway that serves on a free port, and a client to post to it.
struct GatewayServer: Sendable {
    let url: String
    let client: HTTPClient

    /// The secret of all routes, in base64 as Teams wants it.
    static let secret = "czNjcmV0LW9mLWFsbC1yb3V0ZXM="

    /// Lends a gateway, all routes open, and stops it gracefully.
    ///
    /// No machine is too slow for its limits where none are given.
    ///
    /// - Parameters:
    ///   - nats: the addresses of the bus.
    ///   - patience: how long the bus may take.
    ///   - now: what the time is for the limit of deliveries in a second.
    static func with<Value: Sendable>(
        nats: [String],
        routes: [GatewayRoute] = GatewayRoute.all,
        limits: HTTPLimits = HTTPLimits(body: .seconds(600), idle: .seconds(600), shutdown: .seconds(600)),
        patience: BusLink.Patience = .init(all: .seconds(120), connecting: .seconds(120), server: .seconds(120)),
        perSecond: Int = 1000,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now },
        byteLimit: Int = 1 << 20,
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        _ body: (GatewayServer) async throws -> Value
    ) async throws -> Value {
        let bus = BusLink(NATSConnectionOptions(servers: nats), names: .standard, patience: patience, logger: logger)
        let secrets = routes.map { ($0.variable, Self.secret) }
        let endpoint = GatewayEndpoint(
            routes: try OpenRoute.all(Dictionary(uniqueKeysWithValues: secrets), perSecond: perSecond, now: now),
            bus: bus,
            limits: limits, byteLimit: byteLimit, logger: logger)
        let (ports, continuation) = AsyncStream<Int>.makeStream()
        let application = HTTPApplication(
            endpoint: endpoint, address: ListenAddress(host: "127.0.0.1", port: 0), logger: logger
        ) { continuation.yield($0) }
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: application, successTerminationBehavior: .gracefullyShutdownGroup)],
                logger: logger))
        let run = Task { try await group.run() }
        guard let port = await ports.first(where: { _ in true }) else { throw TestSupportError("it does not listen") }
        let server = GatewayServer(
            url: "http://127.0.0.1:\(port)",
            client: try HTTPClient(.init(limits: .init(stall: .seconds(120), total: .seconds(120)))))
        do {
            let value = try await body(server)
            await group.triggerGracefulShutdown()
            try await run.value
            await bus.close()
            return value
        } catch {
            run.cancel()
            _ = await run.result
            await bus.close()
            throw error
        }
    }

    /// Posts a body, by default as JSON with the secret as a bearer token.
    func post(
        _ body: String, to path: String, type: String = "application/json",
        headers: [(name: String, value: String)] = [("Authorization", "Bearer \(Self.secret)")]
    ) async throws -> HTTPClient.Response {
        try await client.send(
            HTTPClient.Request(
                url: url + path, headers: [(name: "Content-Type", value: type)] + headers, body: Array(body.utf8)))
    }
}
