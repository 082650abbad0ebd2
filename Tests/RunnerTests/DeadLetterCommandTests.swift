import GitOps
import NATS
import TestSupport
import Testing

@testable import runner

@Suite(.timeLimit(.minutes(10))) struct DeadLetterCommandTests {
    static let poison = Array(#"{"image":"registry.example.com/shop"}"#.utf8)

    @Test(arguments: NATSServer.Program.here) func lettersAreListedShownRetriedAndDropped(
        program: NATSServer.Program
    ) async throws {
        try await withBus(program) { bus in
            let runner = RunnerProcess(environment: ["NATS_URL": bus.nats.url])
            #expect(try await runner.run("deadletters", "list").output == "")
            try await bury(2, bus)

            let list = try await runner.run("deadletters", "list")
            #expect(list.code == 0, "\(list.errors)")
            let lines = list.output.split(separator: "\n")
            #expect(lines.count == 2)
            #expect(lines.first?.hasPrefix("1 ") == true)
            #expect(lines.first?.hasSuffix("tried once: tag: expected a tag, but it is missing") == true)
            let json = try await runner.run("deadletters", "list", "--json").line(DeadLetterLine.self)
            #expect((json.number, json.handler, json.outcome, json.sequence) == (2, "image-updater", "invalid", 2))

            #expect(
                try await runner.run("deadletters", "show", "1", "--body").output
                    == String(decoding: Self.poison, as: UTF8.self))
            let shown = try await runner.run("deadletters", "show", "1").output
            #expect(shown.contains("error     tag: expected a tag, but it is missing\n"))
            #expect(shown.contains("header    X-Trace: 1\n"))

            let retried = try await runner.run("deadletters", "retry", "1")
            #expect(retried.code == 0, "\(retried.errors)")
            #expect(retried.output == "1 is message 3 of GITOPS_EVENTS now\n")
            let again = try #require(try await bus.connection.storedMessage(3, in: "GITOPS_EVENTS"))
            #expect(again.payload == Self.poison)
            #expect(again.subject == "gitops.events.image")
            #expect(again.headers["X-Trace"] == "1")
            #expect(again.headers["Nats-Msg-Id"] == "GITOPS_DEADLETTERS#1")

            #expect(try await runner.run("deadletters", "drop", "--all").output == "2 is dropped\n")
            #expect(try await runner.run("deadletters", "list").output == "")
            let missing = try await runner.run("deadletters", "drop", "2")
            #expect((missing.code, missing.errors) == (70, "runner: there is no dead letter 2\n"))
            let nothing = try await runner.run("deadletters", "drop")
            #expect(nothing.code == 64)
        }
    }

    @Test func bodyThatIsTooLargeTwiceStaysInItsStream() async throws {
        try await withBus { bus in
            let runner = RunnerProcess(environment: ["NATS_URL": bus.nats.url])
            // As large as the server takes, so that there is no room for what is to be said of it.
            let large = Array(repeating: UInt8(ascii: "x"), count: 1 << 20)
            try await bus.subscribed { recorder in
                _ = try await bus.connection.publishToStream(large, to: "gitops.events.image")
                try await recorder.wait(for: 1)
            }
            let message = try #require(try await bus.stored(in: "GITOPS_DEADLETTERS").first)
            #expect(message.payload.isEmpty)
            #expect(try await runner.run("deadletters", "show", "1", "--body").output.utf8.count == large.count)
            #expect(try await runner.run("deadletters", "retry", "1").code == 0)
            #expect(try await bus.connection.storedMessage(2, in: "GITOPS_EVENTS")?.payload.count == large.count)
        }
    }

    private func bury(_ count: Int, _ bus: Bus) async throws {
        try await bus.subscribed { _ in
            for number in 1...count {
                _ = try await bus.connection.publishToStream(
                    Self.poison, to: "gitops.events.image", headers: ["X-Trace": "\(number)"], id: "id-\(number)")
                // One after the other, so that they are buried in this order.
                try await waitUntil("\(number) dead letters") {
                    try await bus.stored(in: "GITOPS_DEADLETTERS").count == number
                }
            }
        }
    }
}
