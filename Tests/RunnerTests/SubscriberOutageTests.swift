import GitOps
import Logging
import NATS
import TestSupport
import Testing

@testable import runner

/// What a subscriber does without the bus, the Git server or its consumer, on real servers, and what it says of that.
@Suite(.timeLimit(.minutes(10))) struct SubscriberOutageTests {
    private static let lost = "NATS connection lost, reconnecting"
    private static let back = "NATS connection is back"

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

    @Test(arguments: NATSServer.Program.here) func restartOfTheBusIsSaidOnce(program: NATSServer.Program) async throws {
        try await withBus(program) { bus in
            let log = LogRecorder()
            try await bus.subscribed(log.logger) { recorder in
                try await waitUntil("it has subscribed") { log.count("subscribed") == 1 }
                await bus.nats.stop()
                try await waitUntil("it has noticed") { log.count(Self.lost) > 0 }
                try await bus.nats.start()
                try await waitUntil("it is back") { log.count(Self.back) > 0 }
                try await waitUntil("the publisher is back") { bus.connection.isConnected }
                try await bus.publish(Bus.event())
                try await recorder.wait(for: 1)
                #expect(recorder.kinds == [.pushed])
            }
            let said = log.lines.filter { $0.level >= .notice }
            let pairs = Array(repeating: [Self.lost, Self.back], count: max(1, said.count / 2)).flatMap(\.self)
            // A machine that is busy may lose the connection once more.
            #expect(said.map(\.message) == ["subscribed"] + pairs, "\(said)")
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
                    log.count(Self.lost) > 0
                }
                let connections = link.connections
                try await waitUntil("it tries again and again", within: .seconds(120)) {
                    link.connections >= connections + 2
                }
                #expect(recorder.outcomes.isEmpty)
                #expect(log.count(Self.lost) == 1)
                #expect(log.count(Self.back) == 0)
                link.partition(false)
                try await waitUntil("it is pushed", within: .seconds(120)) { recorder.kinds.contains(.pushed) }
                #expect(log.count(Self.back) == log.count(Self.lost))
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
}
