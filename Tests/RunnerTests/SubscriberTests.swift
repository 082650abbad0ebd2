import Events
import FoundationEssentials
import GitOps
import NATS
import TestSupport
import Testing

@testable import runner

/// From a published event to a commit, on real servers.
@Suite(.timeLimit(.minutes(10))) struct SubscriberTests {
    @Test(arguments: NATSServer.Program.here) func bareJSONBecomesACommitAndIsAcknowledged(
        program: NATSServer.Program
    ) async throws {
        try await withBus(program) { bus in
            try await bus.subscribed { recorder in
                try await bus.publish(Bus.event())
                try await recorder.wait(for: 1)
                let outcome = recorder.outcomes[0]
                #expect(outcome.outcome == .pushed)
                #expect(outcome.event == "nats:GITOPS_EVENTS#1")
                #expect(try await bus.repository("rev-parse", "main").text == outcome.commit)
                let message = try await bus.repository("log", "-1", "--format=%B", "main").text
                #expect(message.contains("Gitops-Event: nats:GITOPS_EVENTS#1"))
            }
            #expect(try await bus.count == Bus.commits + 1)
            try await bus.waitUntilSettled()
        }
    }

    @Test(arguments: NATSServer.Program.here) func redeliveredEventMakesNoSecondCommit(
        program: NATSServer.Program
    ) async throws {
        try await withBus(program) { bus in
            let consumer = try await consumer(bus)
            try await bus.publish(Bus.event())
            // A runner that pushes and dies before it can say so.
            let message = try #require(try await consumer.fetch(max: 1, wait: .seconds(60)).first)
            let first = OutcomeRecorder()
            let outcome = await (try bus.subscription(first)).handler.handle(Delivery(message, receivedAt: .now))
            #expect(outcome.outcome == .pushed)
            try await bus.subscribed { recorder in
                try await recorder.wait(for: 1)
                // It comes a third time where handling it takes longer than a second.
                #expect(Set(recorder.kinds) == [.unchanged])
                #expect(recorder.outcomes[0].commit == outcome.commit)
            }
            #expect(try await bus.count == Bus.commits + 1)
            try await bus.waitUntilSettled()
        }
    }

    @Test(arguments: NATSServer.Program.here) func invalidEventBecomesADeadLetterAndLaterOnesGoThrough(
        program: NATSServer.Program
    ) async throws {
        try await withBus(program) { bus in
            let log = LogRecorder()
            let poison = Array(#"{"image":"registry.example.com/shop"}"#.utf8)
            try await bus.subscribed(log.logger) { recorder in
                _ = try await bus.connection.publishToStream(
                    poison, to: "gitops.events.image", headers: ["X-Trace": "4711", "Gitops-Error": "forged"],
                    id: "once")
                try await recorder.wait(for: 1)
                try await bus.publish(Bus.event())
                try await recorder.wait(for: 2)
                #expect(recorder.kinds == [.invalid, .pushed])
            }
            #expect(log.count("event is a dead letter, it is not delivered again") == 1)
            let message = try #require(try await bus.stored(in: "GITOPS_DEADLETTERS").first)
            #expect(message.subject == "gitops.deadletters.image-updater")
            #expect(message.payload == poison)
            let letter = try #require(DeadLetter(headers: message.headers, body: message.payload))
            #expect(letter.error == "tag: expected a tag, but it is missing")
            #expect((letter.outcome, letter.attempts, letter.sequence) == ("invalid", 1, 1))
            #expect((letter.stream, letter.subject) == ("GITOPS_EVENTS", "gitops.events.image"))
            #expect(
                Set(letter.originalHeaders.map { "\($0.name)=\($0.value)" })
                    == ["X-Trace=4711", "Gitops-Error=forged", "Nats-Msg-Id=once"])
            try await bus.waitUntilSettled()
        }
    }

    @Test(arguments: NATSServer.Program.here) func eventWaitsForTheGitServer(program: NATSServer.Program) async throws {
        try await withBus(program) { bus in
            await bus.git.goAway()
            try await bus.subscribed { recorder in
                try await bus.publish(Bus.event())
                try await recorder.wait(for: 2)
                #expect(Set(recorder.kinds) == [.retry])
                try await bus.git.comeBack()
                try await waitUntil("it is pushed", within: .seconds(120)) { recorder.kinds.last == .pushed }
            }
            #expect(try await bus.count == Bus.commits + 1)
            try await bus.waitUntilSettled()
        }
    }

    @Test(arguments: NATSServer.Program.here) func manyEventsAtOnceAreOneCommitEach(
        program: NATSServer.Program
    ) async throws {
        try await withBus(program, applications: 20) { bus in
            for number in 0..<20 { try await bus.publish(Bus.event(number)) }
            try await bus.subscribed { recorder in
                try await recorder.wait(for: 20)
                #expect(Set(recorder.kinds) == [.pushed])
                #expect(Set(recorder.outcomes.compactMap(\.commit)).count == 20)
                // They are pushed in groups, not one by one.
                #expect(recorder.outcomes.compactMap(\.requests).reduce(0, +) < 20)
            }
            #expect(try await bus.count == Bus.commits + 20)
            try await bus.repository("fsck", "--strict")
            try await bus.waitUntilSettled()
        }
    }

    @Test(arguments: NATSServer.Program.here) func restartOfTheBusIsSaidOnce(program: NATSServer.Program) async throws {
        try await withBus(program) { bus in
            let log = LogRecorder()
            try await bus.subscribed(log.logger) { recorder in
                try await waitUntil("it has subscribed") { log.count("subscribed") == 1 }
                await bus.nats.stop()
                try await waitUntil("it has noticed") { log.count("NATS connection lost, reconnecting") == 1 }
                try await bus.nats.start()
                try await waitUntil("it is back") { log.count("NATS connection is back") == 1 }
                try await waitUntil("the publisher is back") { bus.connection.isConnected }
                try await bus.publish(Bus.event())
                try await recorder.wait(for: 1)
                #expect(recorder.kinds == [.pushed])
            }
            #expect(log.count("events cannot be fetched") == 0)
        }
    }

    @Test(arguments: NATSServer.Program.here) func partitionIsNoticedAndSaidOnce(
        program: NATSServer.Program
    ) async throws {
        try await withBus(program) { bus in
            let link = try LagProxy(to: bus.nats.port, roundTrip: .zero)
            let log = LogRecorder()
            let url = "nats://127.0.0.1:\(link.port)"
            let change = { (options: inout NATSConnectionOptions) in
                options.pingInterval = .seconds(2)
                options.connectTimeout = .seconds(2)
            }
            try await bus.subscribed(log.logger, to: url, ackWait: Bus.shortAckWait, change: change) { recorder in
                try await waitUntil("it has subscribed", within: .seconds(120)) { log.count("subscribed") == 1 }
                link.partition(true)
                try await bus.publish(Bus.event())
                try await waitUntil("it has noticed", within: .seconds(120)) {
                    log.count("NATS connection lost, reconnecting") > 0
                }
                let connections = link.connections
                try await waitUntil("it tries again and again", within: .seconds(120)) {
                    link.connections >= connections + 2
                }
                #expect(recorder.outcomes.isEmpty)
                #expect(log.count("NATS connection lost, reconnecting") == 1)
                #expect(log.count("NATS connection is back") == 0)
                link.partition(false)
                try await waitUntil("it is pushed", within: .seconds(120)) { recorder.kinds.contains(.pushed) }
                #expect(log.count("NATS connection is back") == log.count("NATS connection lost, reconnecting"))
            }
            link.stop()
            #expect(try await bus.count == Bus.commits + 1)
        }
    }

    @Test(arguments: NATSServer.Program.here) func busThatIsAwayAtFirstIsWaitedFor(
        program: NATSServer.Program
    ) async throws {
        try await withBus(program) { bus in
            await bus.nats.stop()
            // Behind a door that is open all the time, as it is with proxies.
            let link = try LagProxy(to: bus.nats.port, roundTrip: .zero)
            let log = LogRecorder()
            try await bus.subscribed(log.logger, to: "nats://127.0.0.1:\(link.port)") { recorder in
                try await waitUntil("it tries again and again", within: .seconds(120)) { link.connections >= 3 }
                #expect(log.count("NATS is away, trying again") == 1)
                try await bus.nats.start()
                try await waitUntil("the publisher is back", within: .seconds(120)) { bus.connection.isConnected }
                try await bus.publish(Bus.event())
                try await recorder.wait(for: 1)
            }
            link.stop()
            #expect(log.count("NATS is away, trying again") == 1)
        }
    }

    @Test(arguments: NATSServer.Program.here) func deletedConsumerIsMadeAgain(program: NATSServer.Program) async throws
    {
        try await withBus(program) { bus in
            try await bus.subscribed { recorder in
                try await bus.publish(Bus.event())
                try await recorder.wait(for: 1)
                // An acknowledgement that comes later would be one to the new consumer.
                try await bus.waitUntilSettled()
                try await bus.connection.publish(
                    [], to: "$JS.API.CONSUMER.DELETE.GITOPS_EVENTS.gitops-image-updater")
                // The new consumer begins anew, and the branch knows the first event.
                try await recorder.wait(for: 2)
                try await bus.publish(Bus.event(4))
                try await recorder.wait(for: 3)
                #expect(recorder.kinds == [.pushed, .unchanged, .pushed])
            }
        }
    }

    @Test(arguments: NATSServer.Program.here) func failureThatStaysBecomesADeadLetter(
        program: NATSServer.Program
    ) async throws {
        try await withBus(program) { bus in
            try await bus.breakPolicy()
            try await bus.subscribed { recorder in
                try await bus.publish(Bus.event())
                try await waitUntil("there is a dead letter", within: .seconds(120)) {
                    try await !bus.stored(in: "GITOPS_DEADLETTERS").isEmpty
                }
                #expect(Set(recorder.kinds) == [.failed])
            }
            let message = try #require(try await bus.stored(in: "GITOPS_DEADLETTERS").first)
            let letter = try #require(DeadLetter(headers: message.headers, body: message.payload))
            #expect(letter.outcome == "failed")
            #expect(letter.error.contains(".gitops.yaml"))
            #expect(letter.attempts == 3)
            #expect(try await bus.stored(in: "GITOPS_RESULTS").count == 1)
            try await bus.waitUntilSettled()
        }
    }

    @Test(arguments: NATSServer.Program.here) func resultIsPublishedOnceAnEvent(
        program: NATSServer.Program
    ) async throws {
        try await withBus(program) { bus in
            try await bus.subscribed { recorder in
                // The same CloudEvent twice: the second changes nothing, and is no news.
                for _ in 0..<2 { try await bus.publish(Bus.cloudEvent(id: "4711")) }
                try await bus.publish(Array(#"{"image":"registry.example.com/nobody","tag":"v1"}"#.utf8))
                try await recorder.wait(for: 3)
            }
            let messages = try await bus.stored(in: "GITOPS_RESULTS")
            #expect(messages.map(\.subject) == ["gitops.results.image-updater", "gitops.results.image-updater"])
            #expect(messages[0].headers["content-type"]?.hasPrefix("application/cloudevents+json") == true)
            let results = try messages.map { try JSONDecoder().decode(ResultEvent.self, from: Data($0.payload)) }
            let pushed = try #require(results.first { $0.data.outcome == .pushed })
            #expect(pushed.type == "gitops-functions.outcome.pushed")
            #expect(pushed.source == "/gitops-functions/image-updater")
            #expect(pushed.subject == "/ci/4711")
            #expect(pushed.data.commit == (try await bus.repository("rev-parse", "main").text))
            let refused = try #require(results.first { $0.data.outcome == .refused })
            #expect(refused.subject == "nats:GITOPS_EVENTS#3")
            #expect(results.count == 2)
        }
    }

    @Test(arguments: NATSServer.Program.here) func eventsOfOneApplicationKeepTheirOrder(
        program: NATSServer.Program
    ) async throws {
        try await withBus(program, applications: 4) { bus in
            await bus.git.goAway()
            try await bus.subscribed { recorder in
                for tag in 1...5 {
                    for application in 0..<4 { try await bus.publish(Bus.event(application, tag: "v2.0.\(tag)")) }
                }
                // All have failed at least once, and come back after random waits.
                try await recorder.wait(for: 4)
                try await bus.git.comeBack()
                try await waitUntil("all are pushed", within: .seconds(120)) {
                    recorder.kinds.count { $0 == .pushed } == 20
                }
                #expect(!recorder.kinds.contains(.refused))
            }
            for application in 0..<4 {
                let file = MonorepoFiles(application)
                let text = try await bus.repository("show", "main:\(file.overlay("prod"))").text
                #expect(text.contains("newTag: v2.0.5"))
            }
            #expect(try await bus.count == Bus.commits + 20)
        }
    }

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

    private func consumer(_ bus: Bus) async throws -> PullConsumer {
        let subscription = try bus.subscription(OutcomeRecorder(), ackWait: Bus.shortAckWait)
        _ = try await subscription.prepare(on: bus.connection)
        return try await bus.connection.pullConsumer(stream: "GITOPS_EVENTS", durable: "gitops-image-updater")
    }
}
