import NATS
import TestSupport
import Testing

@testable import runner

/// What is there already and would lose events is not used.
@Suite(.timeLimit(.minutes(10))) struct LossyBusTests {
    @Test(arguments: NATSServer.Program.here) func consumerThatLosesEventsIsRefused(
        program: NATSServer.Program
    ) async throws {
        try await withBus(program) { bus in
            _ = try await bus.connection.ensureConsumer(
                ConsumerConfiguration(
                    stream: "GITOPS_EVENTS", durable: "gitops-image-updater", filterSubject: "gitops.events.image",
                    maxDeliver: 3))
            let failure = await #expect(throws: CommandFailure.self) {
                try await bus.subscription(OutcomeRecorder()).prepare(on: bus.connection)
            }
            #expect(failure?.description.contains("(max_deliver)") == true)
        }
    }

    @Test(arguments: NATSServer.Program.here) func streamThatLosesEventsIsRefused(
        program: NATSServer.Program
    ) async throws {
        try await withNATSServer(program) { nats in
            let logger = LogRecorder().logger
            let connection = try await NATSConnection.connect(.init(servers: [nats.url]), logger: logger)
            var stream = StreamConfiguration(name: "GITOPS_DEADLETTERS", subjects: ["gitops.deadletters.>"])
            stream.maxMessages = 10
            _ = try await connection.ensureStream(stream)
            let failure = await #expect(throws: CommandFailure.self) {
                try await BusStream(role: .deadLetters, names: .standard).prepare(on: connection)
            }
            #expect(failure?.description.contains("GITOPS_DEADLETTERS cannot be used") == true)
            #expect(failure?.description.contains("(max_msgs with discard: old)") == true)
            await connection.close()
        }
    }
}
