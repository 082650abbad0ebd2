import ArgumentParser
import FoundationEssentials
import Logging
import NATS

/// The options of a command that talks to the bus and ends.
struct BusSessionOptions: ParsableArguments {
    @OptionGroup var bus: BusOptions
    @OptionGroup var nats: NATSOptions
    @OptionGroup var logging: LoggingOption

    /// Connects, lends the connection with the names of its streams, and closes it.
    ///
    /// - Throws: ``CommandFailure``, and what `body` throws.
    func withConnection<Value: Sendable>(
        _ body: (NATSConnection, BusNames) async throws -> Value
    ) async throws -> Value {
        let environment = ProcessInfo.processInfo.environment
        let names = try bus.names(environment: environment)
        let options = try nats.connectionOptions(environment: environment)
        do {
            let connection = try await NATSConnection.connect(options, logger: logging.logger(standard: .error))
            do {
                let value = try await body(connection, names)
                await connection.close()
                return value
            } catch {
                await connection.close()
                throw error
            }
        } catch let error as NATSError {
            throw CommandFailure(error)
        }
    }
}
