import Events
import FoundationEssentials
import GitOps
import NATS
import TestSupport
import Testing

@testable import runner

/// From a published event to a commit, on real servers.
@Suite(.timeLimit(.minutes(2))) struct SubscriberTests {
    @Test func bareJSONBecomesACommitAndIsAcknowledged() async throws {
        try await withBus { bus in
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
            #expect(try await bus.leftovers() == [])
        }
    }

    @Test func redeliveredEventMakesNoSecondCommit() async throws {
        try await withBus { bus in
            let consumer = try await consumer(bus)
            try await bus.publish(Bus.event())
            // A runner that pushes and dies before it can say so.
            let message = try #require(try await consumer.fetch(max: 1, wait: .seconds(10)).first)
            let first = OutcomeRecorder()
            let outcome = await (try bus.subscription(first)).handler.handle(Delivery(message, receivedAt: .now))
            #expect(outcome.outcome == .pushed)
            try await bus.subscribed { recorder in
                try await recorder.wait(for: 1)
                #expect(recorder.kinds == [.unchanged])
                #expect(recorder.outcomes[0].commit == outcome.commit)
            }
            #expect(try await bus.count == Bus.commits + 1)
            #expect(try await bus.leftovers() == [])
        }
    }

    @Test func invalidEventIsNotRedeliveredAndLaterOnesGoThrough() async throws {
        try await withBus { bus in
            let log = LogRecorder()
            try await bus.subscribed(log.logger) { recorder in
                try await bus.publish(Array(#"{"image":"registry.example.com/shop"}"#.utf8))
                try await recorder.wait(for: 1)
                try await bus.publish(Bus.event())
                try await recorder.wait(for: 2)
                #expect(recorder.kinds == [.invalid, .pushed])
            }
            #expect(log.count("event cannot be understood, it is not delivered again") == 1)
            #expect(try await bus.leftovers() == [])
        }
    }

    @Test func eventWaitsForTheGitServer() async throws {
        try await withBus { bus in
            await bus.git.goAway()
            try await bus.subscribed { recorder in
                try await bus.publish(Bus.event())
                try await recorder.wait(for: 2)
                #expect(Set(recorder.kinds) == [.retry])
                try await bus.git.comeBack()
                try await waitUntil("it is pushed", within: .seconds(20)) { recorder.kinds.last == .pushed }
            }
            #expect(try await bus.count == Bus.commits + 1)
            #expect(try await bus.leftovers() == [])
        }
    }

    @Test func manyEventsAtOnceAreOneCommitEach() async throws {
        try await withBus(applications: 20) { bus in
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
            #expect(try await bus.leftovers() == [])
        }
    }

    @Test func restartOfTheBusIsSaidOnce() async throws {
        try await withBus { bus in
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

    @Test func busThatIsAwayAtFirstIsWaitedFor() async throws {
        try await withBus { bus in
            await bus.nats.stop()
            let log = LogRecorder()
            try await bus.subscribed(log.logger) { recorder in
                try await waitUntil("it has said so") { log.count("NATS is away, trying again") == 1 }
                // Long enough for it to try again.
                try await Task.sleep(for: .milliseconds(1_500))
                try await bus.nats.start()
                try await waitUntil("the publisher is back") { bus.connection.isConnected }
                try await bus.publish(Bus.event())
                try await recorder.wait(for: 1)
            }
            #expect(log.count("NATS is away, trying again") == 1)
        }
    }

    @Test func deletedConsumerIsMadeAgain() async throws {
        try await withBus { bus in
            try await bus.subscribed { recorder in
                try await bus.publish(Bus.event())
                try await recorder.wait(for: 1)
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

    @Test func consumerThatLosesEventsIsRefused() async throws {
        try await withBus { bus in
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

    private func consumer(_ bus: Bus) async throws -> PullConsumer {
        _ = try await bus.subscription(OutcomeRecorder()).prepare(on: bus.connection)
        return try await bus.connection.pullConsumer(stream: "GITOPS_EVENTS", durable: "gitops-image-updater")
    }
}
