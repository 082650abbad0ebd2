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

    private func consumer(_ bus: Bus) async throws -> PullConsumer {
        let subscription = try bus.subscription(OutcomeRecorder(), ackWait: Bus.shortAckWait)
        _ = try await subscription.prepare(on: bus.connection)
        return try await bus.connection.pullConsumer(stream: "GITOPS_EVENTS", durable: "gitops-image-updater")
    }
}
