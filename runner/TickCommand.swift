import ArgumentParser
import Events
import FoundationEssentials
import NATS

/// `runner tick`: tells the handlers that time has passed.
struct TickCommand: AsyncParsableCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "tick",
            abstract: "Publishes a tick: what waits for a moment, as undoing a remediation, looks whether it has come.",
            discussion: """
                Handlers have no clock of their own. A tick costs one request where nothing is due.

                EXAMPLES:
                In a crontab:
                  * * * * *  runner tick
                Until it is ended; any number of copies make one tick a minute:
                  runner tick --every 60

                \(NATSOptions.help)
                """
        )
    }

    @Option(help: ArgumentHelp("Tick again and again, so many seconds apart.", valueName: "seconds"))
    var every: Int?

    @OptionGroup var session: BusSessionOptions

    func validate() throws {
        guard every.map({ (1...86_400).contains($0) }) ?? true else {
            throw ValidationError("--every takes 1 to 86400 seconds.")
        }
    }

    func run() async throws {
        guard let every else { return try await session.withPublisher { try await tick(.now, $0) } }
        try await EndlessWork.run { [session] in
            try await session.withPublisher { publisher in
                while true {
                    // All copies tick at the same moments, and the stream stores one of each.
                    let seconds = Int(Date.now.timeIntervalSince1970) / every * every
                    do {
                        try await tick(Date(timeIntervalSince1970: Double(seconds)), publisher)
                    } catch let error as NATSError where error.isPassing {
                        StandardError.write("runner: \(error)\n")
                    }
                    let next = Date(timeIntervalSince1970: Double(seconds + every))
                    try await Task.sleep(for: .seconds(max(0, next.timeIntervalSinceNow)))
                }
            }
        }
    }

    private func tick(_ moment: Date, _ publisher: BusPublisher) async throws {
        let tick = TickEvent(at: moment)
        let stored = try await publisher.publish(
            Array(try JSONLine.text(of: tick).utf8), to: publisher.stream.names.events(.tick),
            headers: ["Content-Type": "application/json"], id: "tick \(tick.time)")
        let line = PublishedLine(publisher.stream.names.events(.tick), stored)
        if !stored.isDuplicate { try Print.line(JSONLine.text(of: line)) }
    }
}

extension BusSessionOptions {
    /// Connects and lends what publishes events.
    fileprivate func withPublisher(_ body: (BusPublisher) async throws -> Void) async throws {
        try await withConnection { connection, names in
            try await body(BusPublisher(connection: connection, stream: BusStream(role: .events, names: names)))
        }
    }
}

/// A moment, as `events-samples/tick/ours.json` has it.
struct TickEvent: Codable {
    let time: String

    init(at moment: Date) {
        time = RFC3339.text(from: moment)
    }
}
