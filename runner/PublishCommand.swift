import ArgumentParser
import FoundationEssentials
import GitOps
import Logging
import NATS

/// `runner publish`: one event from a file into JetStream.
struct PublishCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "publish",
            abstract: "Publishes an event from a file to NATS and waits until a stream has stored it.",
            discussion: """
                Prints one line of JSON with the stream and the event's sequence number in it.

                EXAMPLES:
                  runner publish gitops.events.image -f ours.json
                  runner publish gitops.events.image -f cloudevent.http --server nats://nats

                \(NATSOptions.help)
                """
        )
    }

    @Argument(help: "The subject, as gitops.events.image.")
    var subject: String

    @OptionGroup var event: EventFileOption
    @OptionGroup var nats: NATSOptions
    @OptionGroup var logging: LoggingOption

    /// What is printed.
    struct Line: Encodable {
        let subject: String
        let stream: String
        let sequence: UInt64
    }

    func run() async throws {
        let file = try EventFile(event.path, byteLimit: EventFile.longest)
        let stored = try await publish(try file.message())
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let line = try encoder.encode(Line(subject: subject, stream: stored.stream, sequence: stored.sequence))
        // The event is stored, whether or not somebody wants to read that.
        try? StandardOutput.write(Array(line) + [UInt8(ascii: "\n")])
    }

    private func publish(
        _ message: (headers: NATSHeaders, body: [UInt8])
    ) async throws(CommandFailure) -> StreamAcknowledgement {
        let options = try nats.connectionOptions(environment: ProcessInfo.processInfo.environment)
        do throws(NATSError) {
            let connection = try await NATSConnection.connect(options, logger: logging.logger(standard: .error))
            // The process ends with the connection: whether or not it worked, nothing is left to be sent.
            return try await connection.publishToStream(message.body, to: subject, headers: message.headers)
        } catch  where error.code == .noStream {
            throw CommandFailure(
                .failed,
                "no stream takes the subject \(subject): 'runner subscribe' makes \(EventStream.name), which takes "
                    + EventStream.subjects)
        } catch {
            throw CommandFailure(error)
        }
    }
}
