import ArgumentParser
import FoundationEssentials
import GitOps
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
                  runner publish image -f ours.json
                  echo '{"image":"registry.example.com/shop","tag":"v1.2.3"}' |
                    runner publish image -f -
                  runner publish gitops.events.image -f cloudevent.http --server nats://nats

                \(NATSOptions.help)
                """
        )
    }

    @Argument(help: ArgumentHelp("The kind of event, or a subject.", discussion: "Kinds: \(EventKind.list)"))
    var subject: String

    @OptionGroup var event: EventFileOption
    @OptionGroup var session: BusSessionOptions

    func run() async throws {
        let message = try EventFile(event.path, byteLimit: EventFile.longest).message()
        let line = try await session.withConnection { connection, names in
            let subject = EventKind(rawValue: subject).map(names.events) ?? subject
            do throws(NATSError) {
                let stored = try await connection.publishToStream(message.body, to: subject, headers: message.headers)
                return PublishedLine(subject, stored)
            } catch {
                guard error.code == .noStream else { throw error }
                throw CommandFailure(
                    .failed,
                    "no stream takes the subject \(subject): 'runner subscribe' makes one that takes \(names.events)")
            }
        }
        // The event is stored, whether or not somebody wants to read that.
        try? Print.line(JSONLine.text(of: line))
    }
}
