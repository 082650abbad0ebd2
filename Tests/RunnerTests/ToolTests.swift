import Events
import FoundationEssentials
import GitOps
import NATS
import Subprocess
import Synchronization
import TestSupport
import Testing

@testable import runner

@Suite(.timeLimit(.minutes(10))) struct ToolTests {
    @Test func tailShowsEventsAndOutcomes() async throws {
        try await withBus { bus in
            let runner = RunnerProcess(environment: ["NATS_URL": bus.nats.url])
            let result = try await runner.interrupted(by: .terminate, "tail", "--json") { printed in
                try await waitUntil("it listens", within: .seconds(120)) { try printed().errors.contains("listening") }
                try await bus.subscribed { recorder in
                    try await bus.publish(Bus.event())
                    try await bus.publish(DeadLetterCommandTests.poison)
                    try await recorder.wait(for: 2)
                }
                try await waitUntil("five lines", within: .seconds(120)) {
                    try printed().output.split(separator: "\n").count == 5
                }
            }
            // Being ended is its end.
            #expect(result.code == 0)
            let lines = try result.output.split(separator: "\n").map { line in
                try JSONDecoder().decode(TailLine.self, from: Data(line.utf8))
            }
            #expect(lines.count { $0.subject == "gitops.events.image" && $0.body != nil } == 2)
            #expect(Set(lines.compactMap(\.outcome?.outcome)) == [.pushed, .invalid])
            let dead = lines.filter { $0.subject == "gitops.deadletters.image-updater" }
            #expect(dead.map(\.error) == ["tag: expected a tag, but it is missing"])
        }
    }

    @Test func lineOfTailIsOneLineWhateverIsPublished() {
        let message = LiveMessage(
            subject: "gitops.events.image", headers: [:], payload: Array("a\u{1B}[31m\r\nb\u{7}".utf8))
        let line = TailLine(message, names: .standard, at: Date(timeIntervalSince1970: 0))
        let plain = line.text(TerminalStyle(isColoured: false))
        #expect(plain == "00:00:00  → event       gitops.events.image  a [31m b ")
        #expect(line.text(TerminalStyle(isColoured: true)).contains("\u{1B}[1m→ event"))
    }

    @Test func tickIsAMomentAndStoredOnce() async throws {
        try await withBus { bus in
            let runner = RunnerProcess(environment: ["NATS_URL": bus.nats.url])
            let start = Date.now
            let once = try await runner.run("tick")
            let end = Date.now
            #expect(once.code == 0, "\(once.errors)")
            #expect(try once.line(PublishedLine.self).subject == "gitops.events.tick")
            let message = try #require(try await bus.connection.storedMessage(1, in: "GITOPS_EVENTS"))
            let tick = try JSONDecoder().decode(TickEvent.self, from: Data(message.payload))
            let moment = try #require(RFC3339.date(from: tick.time))
            // It may be told in whole seconds.
            #expect((start.addingTimeInterval(-1)...end).contains(moment))
            // Two that tick every day do so at the same moment.
            let passing = try await bus.connection.subscribe(to: "gitops.events.tick")
            let ticks = Mutex<[String]>([])
            for _ in 0..<2 {
                let ticker = try await runner.interrupted(by: .terminate, "tick", "--every", "86400") { _ in
                    let message = try await withTimeout(.seconds(120), for: "a tick") { try await passing.next() }
                    let time = try JSONDecoder().decode(TickEvent.self, from: Data(message.payload)).time
                    ticks.withLock { $0.append(time) }
                }
                #expect(ticker.code == 0 && ticker.errors == "")
            }
            let times = ticks.withLock(\.self)
            #expect(times.count == 2 && times.allSatisfy { $0.hasSuffix("T00:00:00Z") })
            // Only if a new day has begun meanwhile are there two.
            let stored = try await bus.connection.streamState("GITOPS_EVENTS")?.lastSequence
            #expect(stored == UInt64(1 + Set(times).count))
        }
    }

    @Test func publishTakesAKindAndAPrefix() async throws {
        try await withBus { bus in
            let runner = RunnerProcess(environment: ["NATS_URL": bus.nats.url])
            let result = try await runner.run("publish", "image", "-f", "-", input: Bus.event())
            #expect(try result.line(PublishedLine.self).subject == "gitops.events.image")
            let other = try await runner.run("publish", "image", "-f", "-", "--prefix", "team.a", input: Bus.event())
            #expect(other.code == 70)
            #expect(other.errors.contains("no stream takes the subject team.a.events.image"))
            #expect(try await runner.run("publish", "image", "-f", "-", "--prefix", "a b").code == 64)
        }
    }

    @Test(arguments: ["bash", "zsh", "fish"])
    func completionsNameTheCommands(shell: String) async throws {
        let result = try await RunnerProcess().run("completions", shell)
        #expect(result.code == 0)
        for word in ["deadletters", "replay", "doctor"] { #expect(result.output.contains(word)) }
    }
}
