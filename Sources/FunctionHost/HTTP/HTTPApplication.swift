import HummingbirdCore
package import Logging
import NIOCore
import NIOPosix
import ServiceLifecycle

/// A server that ends gracefully: it stops listening, answers what it has begun, and returns.
package struct HTTPApplication<Endpoint: HTTPEndpoint>: Service {
    let endpoint: Endpoint
    let address: ListenAddress
    let logger: Logger
    /// Told the port once the server listens.
    let onRunning: @Sendable (Int) async -> Void

    /// A server, not started yet.
    ///
    /// - Parameters:
    ///   - address: Where it listens; with port 0 on any free port, which `onRunning` is told.
    ///   - onRunning: Called with the port once it listens.
    package init(
        endpoint: Endpoint,
        address: ListenAddress,
        logger: Logger,
        onRunning: @escaping @Sendable (Int) async -> Void = { _ in }
    ) {
        self.endpoint = endpoint
        self.address = address
        self.logger = logger
        self.onRunning = onRunning
    }

    /// Serves until a graceful shutdown.
    ///
    /// - Throws: ``ListenError`` if it cannot listen.
    package func run() async throws {
        let draining = Draining(time: endpoint.limits.drain, readiness: endpoint.readiness)
        let services = [
            ServiceGroupConfiguration.ServiceConfiguration(
                service: server(), successTerminationBehavior: .gracefullyShutdownGroup),
            ServiceGroupConfiguration.ServiceConfiguration(service: draining, successTerminationBehavior: .ignore),
        ]
        // The group that runs this one logs what there is to say.
        let silent = Logger(label: logger.label) { _ in SwiftLogNoOpLogHandler() }
        do {
            try await ServiceGroup(configuration: ServiceGroupConfiguration(services: services, logger: silent)).run()
            await endpoint.finish()
        } catch let error as CancellationError {
            throw error
        } catch {
            throw ListenError(address, error)
        }
    }

    private func server() -> any Service {
        let limits = endpoint.limits
        let channel = HTTP1Channel(
            responder: { [endpoint] request, writer, channel in
                try await endpoint.respond(to: request, writer, on: channel)
            },
            configuration: HTTP1Channel.Configuration(idleTimeout: TimeAmount(limits.idle))
        )
        return channel.server(
            configuration: ServerConfiguration(
                address: .hostname(address.host, port: address.port),
                availableConnectionsDelegate: .maximum(limits.connections, logger: logger)
            ),
            onServerRunning: { [onRunning] channel in await onRunning(channel.localAddress?.port ?? 0) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: logger
        )
    }
}

extension HTTPApplication: CustomStringConvertible {
    /// What logs call it; the parts of it stay out of them.
    package var description: String { "HTTP server" }
}
